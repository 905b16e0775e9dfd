"use client";

import { ChevronsUpDown } from "lucide-react";
import { lazy } from "react";
import { useClock } from "@/components/ui/clock";
import { spanWords } from "@/components/ui/date";
import { Deferred } from "@/components/ui/deferred";
import { roleWord } from "@/lib/domain/role";
import type { SessionView } from "@/lib/domain/session";
import { roleColour } from "./role-colour";
import { useSession } from "./use-session";

const SessionMenu = lazy(() =>
  import("./session-menu").then((file) => ({ default: file.SessionMenu })),
);

/** Who I am, in which role, and for how long: in words and colour. Opens role picker and sign-out. */
export function WhoIAm() {
  const session = useSession();
  if (!session) return null;
  return (
    <div className="border-t py-2">
      <Deferred
        opens="menu"
        trigger={
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
        }
      >
        {(trigger) => <SessionMenu trigger={trigger} session={session} />}
      </Deferred>
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
