"use client";

import { type FormEvent, useId, useState } from "react";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Ago } from "@/components/ui/date";
import { FailureAlert, FailureFacts } from "@/components/ui/failure-alert";
import { TextField } from "@/components/ui/field";
import { countOf } from "@/components/ui/money";
import { Panel } from "@/components/ui/table";
import { useRead } from "@/lib/browser/read";
import {
  type Gate,
  type GateAnswer,
  type PrincipalAccess,
  PrincipalArn,
  roleArnOf,
} from "@/lib/domain/principal-access";
import type { Reader } from "@/lib/domain/readers";
import type { SecretDetail } from "@/lib/domain/secret";

/** What keeps a role or user from the value: asked gate by gate when a person asks. */
export function AccessCheck({ secret }: { secret: SecretDetail }) {
  const listId = useId();
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState<string>();
  const { data: known } = useRead("readers", { arn: secret.arn });
  const parsed = PrincipalArn.safeParse(typed.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (parsed.success) setAsked(parsed.data);
  };
  const readers = known?.readers ?? [];
  return (
    <Panel id="access-check" title="What keeps a principal out?">
      <form onSubmit={submit} className="flex flex-col gap-3 px-4 py-3 text-table">
        <TextField
          label="Role or user, by its ARN"
          value={typed}
          list={listId}
          onChange={(event) => setTyped(event.target.value)}
          error={typed && !parsed.success ? parsed.error.issues[0]?.message : undefined}
          help="A role with a path needs it in the ARN. Who read the secret is offered as you type."
          autoComplete="off"
          spellCheck={false}
        />
        <datalist id={listId}>
          {readers.flatMap(({ id, principalArn }) =>
            principalArn ? [<option key={id} value={roleArnOf(principalArn)} />] : [],
          )}
        </datalist>
        <div>
          <Button type="submit" disabled={!parsed.success}>
            Ask AWS
          </Button>
        </div>
      </form>
      {asked && <Answer key={asked} secret={secret} principal={asked} readers={readers} />}
    </Panel>
  );
}

function Answer({
  secret,
  principal,
  readers,
}: {
  secret: SecretDetail;
  principal: string;
  readers: readonly Reader[];
}) {
  const { data, error } = useRead("access", { arn: secret.arn, principal });
  if (error) {
    return (
      <div className="px-4 pb-3">
        <FailureAlert title="This could not be asked." failure={error.failure} />
      </div>
    );
  }
  if (!data || data.principal !== principal)
    return (
      <p role="status" className="px-4 pb-3 text-table">
        Asking IAM and Secrets Manager…
      </p>
    );
  const observed = readers.filter(
    ({ principalArn, reads }) => reads > 0 && principalArn && roleArnOf(principalArn) === principal,
  );
  return (
    <div role="status" className="flex flex-col gap-3 border-t px-4 py-3 text-table">
      <Verdict access={data} observed={observed} />
      <ul className="flex flex-col gap-2" aria-label="Gates">
        {data.gates.map((gate) => (
          <GateLine key={gate.gate} gate={gate} />
        ))}
      </ul>
      <p className="text-caption text-ink-3">Not evaluated: {data.notEvaluated.join("; ")}.</p>
    </div>
  );
}

const verdicts: Record<PrincipalAccess["verdict"], { tone: Tone; says: string }> = {
  blocked: { tone: "bad", says: "blocked" },
  "can read": { tone: "ok", says: "entitled" },
  "not known": { tone: "warn", says: "not known" },
};

/** Entitled, observed, or both; whoever read it and cannot now is a ghost, and said so. */
function Verdict({
  access: { verdict, blockedBy },
  observed,
}: {
  access: PrincipalAccess;
  observed: readonly Reader[];
}) {
  const { tone, says } = verdicts[verdict];
  const reads = observed.reduce((sum, reader) => sum + reader.reads, 0);
  const last = observed
    .flatMap(({ lastReadAt }) => lastReadAt ?? [])
    .sort()
    .at(-1);
  return (
    <p className="flex flex-wrap items-center gap-2">
      <Badge tone={tone} failed={verdict === "blocked"}>
        {says}
      </Badge>
      {blockedBy.length > 0 && <>by: {blockedBy.join(", ")}.</>}
      {last ? (
        <span>
          {verdict === "blocked" ? "Yet it read the value before: " : "Observed: "}
          {countOf(reads, "read")} in 90 days, the last <Ago at={last} />.
        </span>
      ) : (
        <span className="text-ink-3">No read of it is known.</span>
      )}
    </p>
  );
}

const answers: Record<GateAnswer, { tone: Tone; says: string }> = {
  allows: { tone: "ok", says: "lets in" },
  denies: { tone: "bad", says: "keeps out" },
  silent: { tone: "quiet", says: "says nothing" },
  depends: { tone: "warn", says: "depends" },
  unknown: { tone: "warn", says: "not known" },
};

function GateLine({ gate: { gate, answer, says, failure } }: { gate: Gate }) {
  const { tone, says: word } = answers[answer];
  return (
    <li className="flex flex-wrap items-start gap-x-2 gap-y-1">
      <span className="w-28 text-ink-2">{gate}</span>
      <Badge tone={tone} failed={answer === "denies"}>
        {word}
      </Badge>
      <div className="min-w-48 flex-1">
        {says}
        {failure && (
          <div className="text-ink-2">
            {failure.says}
            <FailureFacts failure={failure} />
          </div>
        )}
      </div>
    </li>
  );
}
