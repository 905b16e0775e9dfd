import type { Metadata } from "next";
import { Prefetched } from "@/app/prefetched";
import { InboxPage } from "@/components/restore/inbox-page";
import { RequestPanel } from "@/components/restore/panels";
import { RequestPage } from "@/components/restore/request-page";
import { requireSession } from "@/lib/auth/session";
import { mayPerform } from "@/lib/domain/operations";
import { InboxQuery } from "@/lib/domain/restore-inputs";

export const metadata: Metadata = { title: "Restore requests" };

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/**
 * `/restore-requests?box=…`, or one with `?id=…`. The server decides what a role may do: an
 * auditor's page never names the code that decides anything.
 */
export default async function RestoreRequestsPage({ searchParams }: Props) {
  const { role } = await requireSession();
  const given = await searchParams;
  const id = one(given.id);
  if (id !== undefined) {
    return (
      <Prefetched name="restoreRequest" input={{ id }} title="Restore request">
        <RequestPage
          id={id}
          actions={
            mayPerform(role, "restore.comment") && (
              <RequestPanel id={id} mayApprove={mayPerform(role, "restore.approve")} />
            )
          }
        />
      </Prefetched>
    );
  }
  const fallback = role === "approver" ? "waiting" : "all";
  const asked = InboxQuery.safeParse({
    box: one(given.box) ?? fallback,
    before: one(given.before),
  });
  const { box, before } = asked.success ? asked.data : { box: "all" as const, before: undefined };
  return (
    <Prefetched
      name="restoreInbox"
      input={before ? { box, before } : { box }}
      title="Restore requests"
    >
      <InboxPage box={box} before={before} />
    </Prefetched>
  );
}

function one(value: string | string[] | undefined): string | undefined {
  return [value].flat()[0];
}
