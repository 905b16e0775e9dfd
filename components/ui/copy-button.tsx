"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button";
import { IconButton } from "./icon-button";
import { announce } from "./status";

/** Copies text that is not secret and says so. Returns false if the browser refused. */
export async function copyText(text: string, what: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    announce(`Copied ${what}.`);
    return true;
  } catch {
    announce(`The browser refused to copy ${what}. Select the text and copy it by hand.`);
    return false;
  }
}

/** Copies `text`. With `words` a button with text, else an icon; `what` completes "Copy …". */
export function CopyButton({
  text,
  what,
  words,
  size,
}: {
  text: string;
  what: string;
  words?: string;
  size?: "small" | "medium";
}) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1500);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async () => setDone(await copyText(text, what));
  const Icon = done ? Check : Copy;
  if (words) {
    return (
      <Button size={size} onClick={copy}>
        <Icon aria-hidden size={14} />
        {words}
      </Button>
    );
  }
  return (
    <IconButton label={`Copy ${what}`} onClick={copy}>
      <Icon aria-hidden size={14} />
    </IconButton>
  );
}
