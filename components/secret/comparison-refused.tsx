import { Panel } from "@/components/ui/table";
import type { ConsoleRole } from "@/lib/domain/role";

/** Why versions cannot be compared in this role, and who can. */
export function ComparisonRefused({ role }: { role: ConsoleRole }) {
  return (
    <Panel id="compare" title="Compare two versions">
      <div className="px-4 py-4 text-table">
        <p className="font-medium">
          Versions cannot be compared by {role === "auditor" ? "an auditor" : `an ${role}`}.
        </p>
        <p className="mt-1 max-w-prose text-ink-2">
          Even a comparison that shows no value has to read two of them, under{" "}
          <code className="font-mono">secretsmanager:GetSecretValue</code>. The server refuses that
          for this role, and AWS does under its assumed role. An operator can compare, masked.
        </p>
      </div>
    </Panel>
  );
}
