import { CircleCheck, CircleHelp, CircleX } from "lucide-react";
import { CopyButton } from "@/components/ui/copy-button";
import { Panel } from "@/components/ui/table";
import type { SetupCheck } from "@/lib/domain/session";

const signs = {
  ok: { Icon: CircleCheck, look: "text-ok", word: "works" },
  failed: { Icon: CircleX, look: "text-bad", word: "does not work" },
  unknown: { Icon: CircleHelp, look: "text-ink-3", word: "not known" },
};

/** What the console stands on, in green and red; what does not work comes first, with its cure. */
export function SetupChecks({ checks }: { checks: readonly SetupCheck[] }) {
  const works = checks.filter(({ state }) => state === "ok");
  const others = [
    ...checks.filter(({ state }) => state === "failed"),
    ...checks.filter(({ state }) => state === "unknown"),
  ];
  const failed = checks.filter(({ state }) => state === "failed").length;
  return (
    <Panel
      id="setup"
      title="Set-up"
      aside={
        <p className="text-ink-2 text-table">
          {failed
            ? `${failed} of ${checks.length} do not work`
            : `${works.length} of ${checks.length} work`}
        </p>
      }
    >
      {others.length > 0 && (
        <ul className="divide-y border-b">
          {others.map((check) => (
            <Check key={check.name} check={check} />
          ))}
        </ul>
      )}
      <ul className="grid gap-x-6 gap-y-1 px-4 py-3 cards:grid-cols-2 wide:grid-cols-3">
        {works.map((check) => (
          <li key={check.name} className="flex items-start gap-2 text-table">
            <CircleCheck aria-hidden size={15} className="mt-[3px] shrink-0 text-ok" />
            <span>
              {check.name} <span className="text-ok">works.</span>{" "}
              <span className="text-ink-3">{check.says}</span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Check({ check }: { check: SetupCheck }) {
  const { Icon, look, word } = signs[check.state];
  return (
    <li className="flex items-start gap-3 px-4 py-2.5 text-table">
      <Icon aria-hidden size={16} className={`mt-0.5 shrink-0 ${look}`} />
      <div className="min-w-0 flex-1">
        <p>
          <span className="font-medium">{check.name}</span> <span className={look}>{word}</span>
        </p>
        <p className="break-names text-ink-2">{check.says}</p>
        {check.fix && (
          <div className="mt-1.5 flex items-start gap-2">
            <pre className="min-w-0 flex-1 whitespace-pre-wrap break-names rounded-control bg-sunken px-2 py-1 font-mono text-[12px] text-ink">
              {check.fix}
            </pre>
            <CopyButton text={check.fix} what={`what would fix ${check.name}`} />
          </div>
        )}
      </div>
    </li>
  );
}
