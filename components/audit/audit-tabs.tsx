import { LinkTabs } from "@/components/ui/link-tabs";
import { controlsHref, deliveriesHref } from "./audit-address";

/** The parts of the audit page. */
export function AuditTabs({
  current,
}: {
  current: "activity" | "controls" | "evidence" | "notifications";
}) {
  return (
    <LinkTabs
      label="Parts of the audit"
      tabs={[
        { says: "Activity", href: "/audit", isCurrent: current === "activity" },
        { says: "Controls", href: controlsHref({}), isCurrent: current === "controls" },
        { says: "Evidence", href: "/audit?tab=evidence", isCurrent: current === "evidence" },
        {
          says: "Notifications",
          href: deliveriesHref({}),
          isCurrent: current === "notifications",
        },
      ]}
    />
  );
}
