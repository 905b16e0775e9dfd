import "server-only";
import { createHash } from "node:crypto";
import { stringify } from "csv-stringify/sync";
import type { Whose } from "@/lib/db/ledger-acts";
import { checkpointsOf, entriesOf, type LedgerStretch } from "@/lib/db/ledger-stretch";
import { ownCallsSince } from "@/lib/db/own-calls";
import { knownRequest, requestIdsBetween } from "@/lib/db/restore-inbox";
import { eventsOfRequests } from "@/lib/db/trail-requests";
import type { PassStop } from "@/lib/domain/assessment";
import type { LookKind } from "@/lib/domain/control-looks";
import type { ControlResult, SecretVerdict } from "@/lib/domain/controls";
import type { PlaceProgress } from "@/lib/domain/inventory";
import { type Place, placeKey } from "@/lib/domain/place";
import type { TrailProgress } from "@/lib/domain/secret-history";

export interface Period {
  from: Date;
  /** The first moment after it. */
  end: Date;
}

export interface PlaceFacts extends PlaceProgress {
  trail: TrailProgress;
}

/** Cells that a spreadsheet would run as a formula get an apostrophe in front. */
function csv(rows: string[][]): string {
  return stringify(rows, { escape_formulas: true, record_delimiter: "windows" });
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/** Every verdict by secret; the summary of each control in front. */
export function* controlsCsv(
  results: readonly ControlResult[],
  verdicts: Iterable<SecretVerdict[]>,
): Generator<string> {
  const about = results.map(
    ({ control, title, verdict, counts, reason = "" }) =>
      `# ${control} (${title}): ${verdict}; ${counts.pass} pass, ${counts.fail} fail, ${counts["not assessed"]} not assessed, ${counts.excepted} excepted. ${reason}`,
  );
  yield csv([
    ...about.map((text) => [text]),
    ["control", "verdict", "name", "arn", "account", "region", "reason"],
  ]);
  for (const own of verdicts) {
    const cells = own.map((one) => [
      one.control,
      one.verdict,
      one.name,
      one.arn,
      one.accountId,
      one.region,
      one.reason,
    ]);
    if (cells.length > 0) yield csv(cells);
  }
}

const lookCalls: Readonly<Record<LookKind, [service: string, operation: string]>> = {
  policy: ["secretsmanager", "GetResourcePolicy"],
  key: ["kms", "DescribeKey"],
  replication: ["secretsmanager", "DescribeSecret"],
};

/** Whatever did not answer, or was not asked to the end: a pass over the rest is not complete. */
export function failedCallsCsv(places: readonly PlaceFacts[], stops: readonly PassStop[]): string {
  const columns = [
    "service",
    "operation",
    "account_id",
    "account",
    "region",
    "state",
    "code",
    "says",
    "aws_code",
    "aws_request_id",
    "iam_action",
  ];
  const rows = places.flatMap(({ accountId, accountName, region, state, failure, trail }) => {
    const cells = (service: string, operation: string, how: string, why = failure) => [
      service,
      operation,
      accountId,
      accountName,
      region,
      how,
      why?.code ?? "",
      why?.says ?? "",
      why?.aws?.code ?? "",
      why?.aws?.requestId ?? "",
      why?.aws?.iamAction ?? "",
    ];
    const stopped = stops.filter((stop) => placeKey(stop) === placeKey({ accountId, region }));
    return [
      ...(state === "listed" ? [] : [cells("secretsmanager", "ListSecrets", state)]),
      ...(trail.isWhole && !trail.failure
        ? []
        : [cells("cloudtrail", "LookupEvents", "not read to the end", trail.failure)]),
      ...stopped.map(({ kind, left, failure: why }) =>
        cells(...lookCalls[kind], `${left} not asked for`, why),
      ),
    ];
  });
  return csv([columns, ...rows]);
}

/** The calls behind the listing, Region by Region, and the meter's own count of the period. */
export async function* queryLog(
  places: readonly PlaceFacts[],
  { from, end }: Period,
  whose: Whose,
): AsyncGenerator<string> {
  for (const { accountId, region, state, calls, count, listedAt } of places) {
    const operation = { service: "secretsmanager", operation: "ListSecrets", accountId, region };
    yield line({ of: "listing", ...operation, state, calls, secrets: count, listedAt });
  }
  for (const { hour, ...rest } of await ownCallsSince(from)) {
    const isHidden =
      whose &&
      rest.issuer !== undefined &&
      (rest.issuer !== whose.issuer || rest.subject !== whose.subject);
    if (!isHidden && hour < end.toISOString()) yield line({ of: "meter", day: hour, ...rest });
  }
}

/** Restore requests that were open in the period, with votes, history and CloudTrail's records. */
export async function* approvals(
  { from, end }: Period,
  isWanted: (place: Place) => boolean,
): AsyncGenerator<string> {
  for (const id of await requestIdsBetween(from, end)) {
    const known = await knownRequest(id);
    if (!known || !isWanted(known.row)) continue;
    const { row, votes, events } = known;
    const records = await eventsOfRequests(row.result?.awsRequestIds ?? []);
    const {
      requesterIssuer,
      requesterSubject,
      requesterName,
      version: _version,
      fence: _fence,
      leaseUntil: _lease,
      ...request
    } = row;
    yield line({
      ...request,
      requester: { issuer: requesterIssuer, subject: requesterSubject, name: requesterName },
      votes: votes.map((vote) => ({
        issuer: vote.approverIssuer,
        subject: vote.approverSubject,
        name: vote.approverName,
        groups: vote.groups,
        decision: vote.decision,
        digest: vote.digest,
        comment: vote.comment,
        at: vote.at,
      })),
      events: events.map(({ requestId: _request, ...event }) => event),
      cloudTrail: records.map(({ eventId, at, name, actor }) => ({
        eventId,
        at,
        name,
        who: actor.words,
      })),
    });
  }
}

/**
 * Every entry of the stretch with the very text that was hashed. What others did is not for
 * whoever may see their own acts alone: of that, only the links of the chain are given.
 */
export async function* ledgerLines(stretch: LedgerStretch, whose: Whose): AsyncGenerator<string> {
  for await (const batch of entriesOf(stretch)) {
    for (const { seq, prevHash, hash, canonical, issuer, subject } of batch) {
      const isHidden = whose && (issuer !== whose.issuer || subject !== whose.subject);
      yield line({ seq, prevHash, hash, ...(!isHidden && { canonical }) });
    }
  }
}

export async function* checkpointLines(stretch: LedgerStretch): AsyncGenerator<string> {
  for await (const checkpoint of checkpointsOf(stretch)) yield line(checkpoint);
}

const NAME_CHARACTERS_MAX = 80;

/** A name that every file system takes, and that no two secrets share. */
export function secretPath({ name, arn, ...place }: Place & { name: string; arn: string }): string {
  const readable = name.replace(/[^A-Za-z0-9_-]+/g, "_").slice(0, NAME_CHARACTERS_MAX);
  const tail = createHash("sha256").update(arn).digest("hex").slice(0, 12);
  return `secrets/${placeKey(place)}/${readable}-${tail}.json`;
}

export const README = `Evidence bundle of Strongroom

  population.csv            every secret that was listed, without values
  controls.csv              what each secret has to meet, and whether it does
  secrets/                  one file a secret: what AWS's lists tell of it, and its verdicts
  failed-calls.csv          what did not answer: what a pass above does not speak for
  query-log.jsonl           the calls to AWS behind the listing, and the console's meter by day
  approvals.jsonl           restore requests of the period: votes, history, CloudTrail event ids
  ledger.jsonl              the console's own ledger of the period: each line has the text that was
                            hashed; hash = SHA-256 of domain, log id, seq, previous hash and that
                            text, joined by line feeds (domain and log id are in manifest.json)
  ledger-checkpoints.jsonl  what the console signed about that chain as it grew
  manifest.json             SHA-256 and size of every file, who built this, and of what
  manifest.sig              Ed25519 over the bytes of manifest.json
  public-key.pem            the key; compare its id with the console's Evidence page

To verify: open verify.html in a browser and give it the ZIP, or run one of

  node verify.mjs --key-id <id of the key>
  python3 verify.py --key-id <id of the key>
  openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig

Exit codes of the first two: 0 ok, 1 altered, 2 something is missing, 3 reordered or forked,
4 bad signature, 5 truncated, 6 unreadable.
`;
