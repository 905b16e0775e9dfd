"use client";

import { Alert } from "@/components/ui/alert";
import { CopyButton } from "@/components/ui/copy-button";
import { Moment } from "@/components/ui/date";
import { late } from "@/components/ui/late";
import { Skeleton } from "@/components/ui/skeleton";
import { Panel } from "@/components/ui/table";
import type { SecretDetail } from "@/lib/domain/secret";
import { ReplicaTable } from "./replica-table";
import { FactRow, secretFacts } from "./secret-facts";
import { Snippets } from "./snippets";
import { TagList } from "./tag-list";
import { VersionTable } from "./version-table";

/** Comes after the page: its answer waits for CloudTrail and not the other way round. */
const ReadersPanel = late(
  () => import("./readers-panel").then((file) => file.ReadersPanel),
  <Skeleton className="h-40 w-full" />,
);

/** Callers named on the overview. */
const READERS_NAMED = 5;

/** All that AWS tells about a secret without its value. */
export function Overview({
  secret,
  mayChangeTags,
}: {
  secret: SecretDetail;
  mayChangeTags: boolean;
}) {
  return (
    <div className="flex flex-col gap-4">
      <Warnings secret={secret} />
      <div className="grid items-start gap-4 wide:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Panel id="facts" title="What AWS knows">
          <dl className="divide-y">
            {secretFacts(secret).map((fact) => (
              <FactRow key={fact.aws} fact={fact} />
            ))}
          </dl>
        </Panel>
        <div className="flex min-w-0 flex-col gap-4">
          <ReadersPanel secret={secret} limit={READERS_NAMED} />
          <TagList secret={secret} mayChange={mayChangeTags} />
          <CliPanel secret={secret} />
        </div>
      </div>
      <Snippets secret={secret} />
      <VersionTable secret={secret} />
      {secret.replicas.length > 0 && <ReplicaTable replicas={secret.replicas} />}
    </div>
  );
}

/** What needs to be known before anything else. */
function Warnings({ secret }: { secret: SecretDetail }) {
  const { deletionRequestedAt, rotation, changedHereAt } = secret;
  return (
    <>
      {deletionRequestedAt && (
        <Alert tone="bad" title="This secret is scheduled for deletion.">
          Deletion was requested <Moment at={deletionRequestedAt} />. AWS refuses to read or change
          it until it is restored.
        </Alert>
      )}
      {rotation.word === "stuck" && (
        <Alert
          tone="warn"
          title={
            <>
              AWSPENDING stands on <Short id={rotation.versionId} /> and blocks every later
              rotation.
            </>
          }
        >
          A rotation began and did not finish. What it changed outside AWS is not known here: check
          which value the system accepts before the label is moved.
        </Alert>
      )}
      {changedHereAt && (
        <Alert tone="info" title="Changed here a moment ago.">
          The list of secrets may show the old state for up to five minutes.
        </Alert>
      )}
    </>
  );
}

/** The end of a version id, enough to tell versions apart. */
export function Short({ id }: { id: string }) {
  return (
    <code title={id} className="font-mono text-[12px]">
      …{id.slice(-6)}
    </code>
  );
}

/** The same look with the command line, without a value. */
function CliPanel({ secret }: { secret: SecretDetail }) {
  const call = `aws secretsmanager describe-secret \\\n  --region ${secret.region} \\\n  --secret-id '${secret.arn}'`;
  return (
    <Panel id="cli" title="Command line" aside={<CopyButton text={call} what="the CLI call" />}>
      <pre className="break-names whitespace-pre-wrap px-4 py-3 font-mono text-[12px] text-ink-2">
        {call}
      </pre>
    </Panel>
  );
}
