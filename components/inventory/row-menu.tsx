"use client";

import { Copy, Ellipsis, SquareTerminal } from "lucide-react";
import { useState } from "react";
import { secretHref } from "@/components/secret/secret-link";
import { copyText } from "@/components/ui/copy-button";
import { Menu, MenuItem, MenuLink } from "@/components/ui/menu";
import type { SecretSummary } from "@/lib/domain/secret";

const look =
  "relative z-10 flex size-7 items-center justify-center rounded-button text-ink-3 hover:bg-line hover:text-ink data-[popup-open]:bg-line";

/** What one can do with a row. The menu itself is built at the first press: a screen has dozens. */
export function RowMenu({ secret }: { secret: SecretSummary }) {
  const [isUsed, setUsed] = useState(false);
  const label = `Actions for ${secret.name}`;
  if (!isUsed) {
    return (
      <button
        type="button"
        aria-haspopup="menu"
        aria-label={label}
        onClick={() => setUsed(true)}
        className={look}
      >
        <Ellipsis aria-hidden size={15} />
      </button>
    );
  }
  const { arn, name, region } = secret;
  const describe = `aws secretsmanager describe-secret --region ${region} --secret-id '${arn}'`;
  return (
    <Menu
      startsOpen
      trigger={
        <button type="button" aria-label={label} className={look}>
          <Ellipsis aria-hidden size={15} />
        </button>
      }
    >
      <MenuLink href={secretHref(arn)}>Open</MenuLink>
      <MenuItem icon={<Copy aria-hidden size={13} />} onClick={() => copyText(arn, "the ARN")}>
        Copy ARN
      </MenuItem>
      <MenuItem icon={<Copy aria-hidden size={13} />} onClick={() => copyText(name, "the name")}>
        Copy name
      </MenuItem>
      <MenuItem
        icon={<SquareTerminal aria-hidden size={13} />}
        onClick={() => copyText(describe, "the CLI call")}
      >
        Copy CLI call
      </MenuItem>
    </Menu>
  );
}
