import { Panel } from "@/components/ui/table";
import type { ConsoleRole } from "@/lib/domain/role";

/** Why there is no value here, and who could help. */
export function ValueRefused({ role }: { role: ConsoleRole }) {
  return (
    <Panel id="value" title="Value">
      <div className="px-4 py-4 text-table">
        <p className="font-medium">
          Values are never available to {role === "auditor" ? "an auditor" : `an ${role}`}.
        </p>
        <p className="mt-1 max-w-prose text-ink-2">
          This page holds no way to reveal one, the server refuses to read one for this role, and
          AWS refuses <code className="font-mono">secretsmanager:GetSecretValue</code> under its
          assumed role. An operator can read it.
        </p>
      </div>
    </Panel>
  );
}
