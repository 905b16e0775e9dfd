import { Badge } from "@/components/ui/badge";
import { policyInWords, type StatementWords } from "@/lib/domain/policy-words";

/** A resource policy in words, statement by statement. */
export function StatementList({ policy, arn }: { policy: string; arn: string }) {
  const statements = policyInWords(policy, arn);
  if (!statements)
    return (
      <p className="px-4 py-3 text-ink-2 text-table">
        This console cannot put this policy into words; it stands below as AWS prints it.
      </p>
    );
  return (
    <ol className="divide-y" aria-label="Statements of the policy in words">
      {statements.map((statement, at) => (
        // A policy is shown as it stands: statements have no name that must be unique.
        // biome-ignore lint/suspicious/noArrayIndexKey: the order is the identity
        <li key={at} className="px-4 py-2.5 text-table">
          <Statement statement={statement} number={at + 1} />
        </li>
      ))}
    </ol>
  );
}

function Statement({ statement, number }: { statement: StatementWords; number: number }) {
  const { sid, effect, who, what, onlyIf, about } = statement;
  const isDeny = effect === "Deny";
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={isDeny ? "bad" : "ok"} failed={isDeny}>
          {isDeny ? "denies" : "allows"}
        </Badge>
        <span className="text-ink-3">
          statement {number}
          {sid && (
            <>
              {", "}
              <code className="break-names font-mono text-[12px]">{sid}</code>
            </>
          )}
        </span>
      </p>
      <dl className="mt-1 grid gap-x-4 gap-y-0.5 cards:grid-cols-[88px_minmax(0,1fr)]">
        <Part name="Who" texts={who} />
        <Part name={isDeny ? "May not" : "May"} texts={what} />
        {onlyIf.length > 0 && <Part name="Only if" texts={onlyIf} />}
        {about && <Part name="Resource" texts={about} />}
      </dl>
    </>
  );
}

function Part({ name, texts }: { name: string; texts: readonly string[] }) {
  return (
    <>
      <dt className="text-ink-2">{name}</dt>
      <dd className="break-names min-w-0">{texts.join("; ")}</dd>
    </>
  );
}
