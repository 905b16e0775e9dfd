"use client";

import { LogOut, MonitorSmartphone } from "lucide-react";
import type { ReactElement } from "react";
import { Menu, MenuChoices, MenuItem, MenuLine, MenuLink } from "@/components/ui/menu";
import { chooseRole, endAllSessions } from "@/lib/actions/session";
import { signOutHere } from "@/lib/browser/sign-in";
import { perform, useAction } from "@/lib/browser/use-action";
import { roleWord } from "@/lib/domain/role";
import type { SessionView } from "@/lib/domain/session";
import { roleColour } from "./role-colour";

/** Role picker, own sessions and signing out. */
export function SessionMenu({ session, trigger }: { session: SessionView; trigger: ReactElement }) {
  const choose = useAction(chooseRole);
  return (
    <Menu startsOpen trigger={trigger} side="top" align="start">
      <div className="px-2 py-1.5">
        <p className="font-medium text-table">{session.person.displayName}</p>
        {session.person.email && <p className="text-caption text-ink-3">{session.person.email}</p>}
      </div>
      <MenuLine />
      {session.roles.length > 1 && (
        <>
          <MenuChoices
            label="Work as"
            value={session.role}
            choices={session.roles.map((role) => ({
              value: role,
              says: (
                <>
                  <span aria-hidden className={`size-2 rounded-[2px] ${roleColour[role]}`} />
                  {role}
                  <span className="ml-auto text-caption text-ink-3">{roleWord[role]}</span>
                </>
              ),
            }))}
            onChange={async (role) => {
              const outcome = await choose.run({ role });
              // The server decides afresh which parts of the page this role gets.
              if (outcome.ok) window.location.reload();
            }}
          />
          <MenuLine />
        </>
      )}
      <MenuLink href="/sessions" icon={<MonitorSmartphone aria-hidden size={14} />}>
        My sessions
      </MenuLink>
      <MenuItem icon={<LogOut aria-hidden size={14} />} onClick={() => signOutHere()}>
        Sign out here
      </MenuItem>
      <MenuItem
        icon={<LogOut aria-hidden size={14} />}
        onClick={async () => {
          await perform(endAllSessions, {});
          await signOutHere();
        }}
      >
        Sign out everywhere
      </MenuItem>
    </Menu>
  );
}
