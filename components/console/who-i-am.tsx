"use client";

import { ChevronsUpDown, LogOut, MonitorSmartphone } from "lucide-react";
import { useClock } from "@/components/ui/clock";
import { spanWords } from "@/components/ui/date";
import { Menu, MenuChoices, MenuItem, MenuLine, MenuLink } from "@/components/ui/menu";
import { chooseRole, endAllSessions } from "@/lib/actions/session";
import { signOutHere } from "@/lib/browser/sign-in";
import { perform, useAction } from "@/lib/browser/use-action";
import { type ConsoleRole, roleWord } from "@/lib/domain/role";
import type { SessionView } from "@/lib/domain/session";
import { useSession } from "./use-session";

export const roleColour: Record<ConsoleRole, string> = {
  operator: "bg-role-operator",
  approver: "bg-role-approver",
  auditor: "bg-role-auditor",
};

/** Who I am, in which role, and for how long: in words and colour. Opens role picker and sign-out. */
export function WhoIAm() {
  const session = useSession();
  if (!session) return null;
  return (
    <div className="border-t py-2">
      <SessionMenu session={session}>
        <button
          type="button"
          className="flex w-full items-start gap-2 rounded-button px-2 py-1.5 text-left hover:bg-line/50 data-[popup-open]:bg-line/50"
        >
          <span className="min-w-0 flex-1">
            <span className="flex items-center gap-2 font-semibold text-caption tracking-wide">
              <span aria-hidden className={`size-2 rounded-[2px] ${roleColour[session.role]}`} />
              {roleWord[session.role]}
            </span>
            <span className="block truncate text-table">{session.person.displayName}</span>
            <SessionClock session={session} />
          </span>
          <ChevronsUpDown aria-hidden size={14} className="mt-0.5 shrink-0 text-ink-3" />
        </button>
      </SessionMenu>
    </div>
  );
}

/** How long the AWS credentials and the session last. */
export function SessionClock({ session }: { session: SessionView }) {
  const { now } = useClock();
  const soonest = session.awsCredentials.map(({ expiresAt }) => expiresAt).sort()[0];
  const end = [session.expiresAt, session.idleExpiresAt].sort()[0] ?? session.expiresAt;
  return (
    <span className="block text-caption text-ink-3">
      {soonest && `AWS credentials ${left(soonest, now)}`}
      {soonest && " · "}
      {`session ${left(end, now)}`}
    </span>
  );
}

function left(at: string, now: number): string {
  const ms = new Date(at).getTime() - now;
  return ms > 0 ? spanWords(ms) : "ended";
}

function SessionMenu({
  session,
  children,
}: {
  session: SessionView;
  children: React.ReactElement;
}) {
  const choose = useAction(chooseRole);
  return (
    <Menu trigger={children} side="top" align="start">
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
