"use client";

import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { CopyButton } from "@/components/ui/copy-button";
import { Day, Moment } from "@/components/ui/date";
import { formatUsd } from "@/components/ui/money";
import { Panel } from "@/components/ui/table";
import type { SecretDetail } from "@/lib/domain/secret";
import { ReplicaTable } from "./replica-table";
import { Snippets } from "./snippets";
import { TagList } from "./tag-list";
import { VersionTable } from "./version-table";

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
            {facts(secret).map((fact) => (
              <FactRow key={fact.aws} fact={fact} />
            ))}
          </dl>
        </Panel>
        <div className="flex min-w-0 flex-col gap-4">
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

interface Fact {
  says: string;
  /** The field's name in AWS's answers. */
  aws: string;
  value: ReactNode;
  means?: string;
}

const absent = <span className="text-ink-3">none</span>;

function facts(secret: SecretDetail): Fact[] {
  return [...identity(secret), ...dates(secret), ...rotationFacts(secret)];
}

function identity(secret: SecretDetail): Fact[] {
  return [
    {
      says: "ARN",
      aws: "ARN",
      value: (
        <span className="flex items-start justify-between gap-2">
          <code className="break-names font-mono text-[12px]">{secret.arn}</code>
          <CopyButton text={secret.arn} what="the ARN" />
        </span>
      ),
      means: "The one name that is never ambiguous: the six last characters are AWS's own.",
    },
    { says: "Description", aws: "Description", value: secret.description || absent },
    {
      says: "Key",
      aws: "KmsKeyId",
      value: (
        <code className="break-names font-mono text-[12px]">
          {secret.kmsKeyId ?? "aws/secretsmanager"}
        </code>
      ),
      means: secret.usesDefaultKey
        ? "The key AWS manages. Other accounts can never read a secret under it."
        : "A key of your own: whoever reads the value also needs kms:Decrypt on it.",
    },
    ...(secret.owningService
      ? [
          {
            says: "Managed by",
            aws: "OwningService",
            value: secret.owningService,
            means: "Another AWS service owns it and decides about value, rotation and deletion.",
          },
        ]
      : []),
    ...(secret.externalType
      ? [{ says: "External type", aws: "Type", value: secret.externalType }]
      : []),
    ...(secret.primaryRegion
      ? [{ says: "Primary Region", aws: "PrimaryRegion", value: secret.primaryRegion }]
      : []),
    {
      says: "Storage",
      aws: "estimate",
      value: secret.monthlyUsd ? `${formatUsd(secret.monthlyUsd)} a month` : "not known",
      means: secret.monthlyUsd
        ? "Without API calls and KMS. Prices and their date are on the costs page."
        : "AWS does not publish whether a secret of this kind is charged to this account.",
    },
  ];
}

function dates(secret: SecretDetail): Fact[] {
  const moment = (at: string | undefined) => (at ? <Moment at={at} /> : absent);
  return [
    { says: "Created", aws: "CreatedDate", value: moment(secret.createdAt) },
    {
      says: "Last changed",
      aws: "LastChangedDate",
      value: moment(secret.lastChangedAt),
      means: "Any change, also of tags or description; not only of the value.",
    },
    {
      says: "Last read",
      aws: "LastAccessedDate",
      value: secret.lastReadDay ? <Day day={secret.lastReadDay} long /> : "never in this Region",
      means: "A day without a time, in this Region. Its own rotation counts as a reader.",
    },
  ];
}

function rotationFacts(secret: SecretDetail): Fact[] {
  const { rotationEnabled, rotationFunctionArn, scheduleExpression, windowDuration } = secret;
  const schedule = [
    scheduleExpression,
    !scheduleExpression && secret.rotateAfterDays && `every ${secret.rotateAfterDays} days`,
    windowDuration && `window of ${windowDuration}`,
  ].filter(Boolean);
  return [
    {
      says: "Rotation",
      aws: "RotationEnabled",
      value: rotationEnabled ? "on" : "off",
      means:
        "Old rules remain after rotation is turned off; this field alone says whether it runs.",
    },
    ...(schedule.length
      ? [
          {
            says: "Schedule",
            aws: "RotationRules",
            value: <code className="font-mono text-[12px]">{schedule.join(", ")}</code>,
          },
        ]
      : []),
    ...(rotationFunctionArn
      ? [
          {
            says: "Rotation function",
            aws: "RotationLambdaARN",
            value: <code className="break-names font-mono text-[12px]">{rotationFunctionArn}</code>,
          },
        ]
      : []),
    {
      says: "Last rotated",
      aws: "LastRotatedDate",
      value: secret.lastRotatedAt ? <Moment at={secret.lastRotatedAt} /> : "never",
    },
    ...(secret.nextRotationBy
      ? [
          {
            says: "Next rotation by",
            aws: "NextRotationDate",
            value: <Moment at={secret.nextRotationBy} />,
            means: "On or before this moment: the end of a window, not an appointment.",
          },
        ]
      : []),
  ];
}

function FactRow({ fact }: { fact: Fact }) {
  return (
    <div className="grid gap-x-6 px-4 py-2 text-table cards:grid-cols-[168px_minmax(0,1fr)]">
      <dt>
        <span className="text-ink-2">{fact.says}</span>
        <span className="ml-2 font-mono text-[11px] text-ink-3 cards:ml-0 cards:block cards:leading-4">
          {fact.aws}
        </span>
      </dt>
      <dd className="min-w-0">
        {fact.value}
        {fact.means && <p className="text-caption text-ink-3">{fact.means}</p>}
      </dd>
    </div>
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
