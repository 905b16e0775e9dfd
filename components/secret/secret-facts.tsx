import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { Day, Moment } from "@/components/ui/date";
import { formatUsd } from "@/components/ui/money";
import type { SecretDetail } from "@/lib/domain/secret";

/** What AWS tells, in words, with the name of AWS's field. */
export interface Fact {
  says: string;
  /** The field's name in AWS's answers. */
  aws: string;
  value: ReactNode;
  means?: string;
}

const absent = <span className="text-ink-3">none</span>;

/** Everything that describes the secret, in the order a person asks for it. */
export function secretFacts(secret: SecretDetail): Fact[] {
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

/** One line of the list of facts, with AWS's own name for it. */
export function FactRow({ fact }: { fact: Fact }) {
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
