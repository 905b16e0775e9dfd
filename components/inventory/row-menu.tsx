"use client";

import { Copy, SquareTerminal } from "lucide-react";
import type { ReactElement } from "react";
import { secretHref } from "@/components/secret/secret-link";
import { copyText } from "@/components/ui/copy-button";
import { Menu, MenuItem, MenuLink } from "@/components/ui/menu";
import type { SecretSummary } from "@/lib/domain/secret";

/** What one can do with a row. */
export function RowMenu({ secret, trigger }: { secret: SecretSummary; trigger: ReactElement }) {
  const { arn, name, region } = secret;
  const describe = `aws secretsmanager describe-secret --region ${region} --secret-id '${arn}'`;
  return (
    <Menu startsOpen trigger={trigger}>
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
