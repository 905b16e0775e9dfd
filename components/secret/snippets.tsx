"use client";

import { useId, useState } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { Panel } from "@/components/ui/table";
import type { SecretDetail } from "@/lib/domain/secret";
import { snippetsFor } from "@/lib/domain/snippets";

/** How an application reads this secret, ready to paste. Asks for the value; never holds it. */
export function Snippets({ secret }: { secret: SecretDetail }) {
  const id = useId();
  const snippets = snippetsFor(secret);
  const [title, setTitle] = useState(snippets[0]?.title ?? "");
  const chosen = snippets.find((snippet) => snippet.title === title) ?? snippets[0];
  if (!chosen) return null;
  return (
    <Panel
      id={`${id}-title`}
      title="How applications read it"
      aside={
        <span className="flex items-center gap-2">
          <label htmlFor={id} className="sr-only">
            For
          </label>
          <select
            id={id}
            value={chosen.title}
            onChange={(event) => setTitle(event.target.value)}
            className="h-7 rounded-button border border-line-strong bg-panel px-2 text-table"
          >
            {snippets.map((snippet) => (
              <option key={snippet.title}>{snippet.title}</option>
            ))}
          </select>
          <CopyButton text={chosen.text} what={`the snippet for ${chosen.title}`} words="Copy" />
        </span>
      }
    >
      <section aria-label={chosen.title} tabIndex={0} className="overflow-x-auto px-4 py-3">
        <pre className="font-mono text-[12px] leading-5">{chosen.text}</pre>
      </section>
      {chosen.note && <p className="border-t px-4 py-2 text-ink-2 text-table">{chosen.note}</p>}
    </Panel>
  );
}
