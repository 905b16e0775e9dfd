import "server-only";
import { newestPass } from "@/lib/assessment/assessment";
import { controlFacts } from "@/lib/assessment/facts";
import type { AwsAccess } from "@/lib/aws/clients";
import { fromAws } from "@/lib/aws/failures";
import { config } from "@/lib/config";
import { ENTRY_DOMAIN } from "@/lib/db/chain";
import { type NewBundle, recordBundle } from "@/lib/db/evidence-bundles";
import type { Whose } from "@/lib/db/ledger-acts";
import { stretchBetween } from "@/lib/db/ledger-stretch";
import { ControlAssessment, type ControlResult, type SecretVerdict } from "@/lib/domain/controls";
import { type EvidenceQuery, SECRETS_MAX } from "@/lib/domain/evidence";
import { Failure } from "@/lib/domain/failure";
import type { InventoryExport } from "@/lib/domain/inventory-export";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import { type Place, placeKey } from "@/lib/domain/place";
import type { Session } from "@/lib/domain/session";
import { goneSecrets } from "@/lib/domain/trail-facts";
import type { LateOutcome } from "@/lib/entry/guard";
import { trailProgress } from "@/lib/history/secret-history";
import { eachInSlices } from "@/lib/inventory/breath";
import type { Estate } from "@/lib/inventory/estate";
import { configuredPlaces, lookAtEstate } from "@/lib/inventory/estates";
import { csvOf } from "@/lib/inventory/export";
import {
  approvals,
  checkpointLines,
  controlsCsv,
  failedCallsCsv,
  ledgerLines,
  type Period,
  type PlaceFacts,
  queryLog,
  README,
  secretPath,
} from "./parts";
import { checkpointKeyPem, type Signer, sha256, signer } from "./signing";
import { toolVersion, verifiers } from "./verifiers";
import { type WrittenFile, type ZipContent, ZipWriter } from "./zip";

const DAY_MS = 86_400_000;
/** A bundle waits this long for Regions that are still answering, then says what is missing. */
const COMPLETE_WITHIN_MS = 10_000;
/** Below the age at which a job takes an attempt without an outcome for abandoned. */
const BUILD_LIMIT_MS = 4 * 60_000;

export const FORMAT = "strongroom-evidence-v1";

export interface Wish {
  session: Session;
  now: Date;
  aws: AwsAccess;
  query: EvidenceQuery;
  whose: Whose;
  settleLater(): LateOutcome;
}

/**
 * A signed bundle, written while it is read. Its signature is given out only after the ledger has
 * taken the manifest's hash; a bundle that breaks off before is no ZIP.
 *
 * @throws Failure `cannot-sign` without a key; `outside-configuration`; `invalid-input` if too large
 */
export async function evidenceBundle(wish: Wish): Promise<{
  name: string;
  type: string;
  text: AsyncGenerator<Uint8Array>;
}> {
  const signs = signer();
  if (!signs) throw new Failure("cannot-sign");
  const { query, now } = wish;
  const facts = await gather(wish);
  if (facts.rows.length > SECRETS_MAX) {
    const says = `${facts.rows.length} secrets are more than the ${SECRETS_MAX} of one bundle: choose fewer Regions`;
    throw new Failure("invalid-input", { fields: { places: says } });
  }
  const stamp = now.toISOString().replace(/[:.]/g, "-");
  return {
    name: `strongroom-evidence-${query.from}-${query.to}-${stamp}.zip`,
    type: "application/zip",
    text: write(wish, facts, signs, wish.settleLater()),
  };
}

type Facts = Awaited<ReturnType<typeof gather>>;

/** All that is fixed before the first byte: rows, verdicts, the stretch of the ledger. */
async function gather({ query, now, aws }: Wish) {
  const wanted = new Set(query.places);
  const known = configuredPlaces().map(placeKey);
  if (query.places.some((key) => !known.includes(key))) throw new Failure("outside-configuration");
  const isWanted = (place: Place) => wanted.size === 0 || wanted.has(placeKey(place));
  const estate = lookAtEstate(aws);
  await estate.settledWithin(COMPLETE_WITHIN_MS);
  const { rows: all, summary } = await estate.matches("", { sort: "name", order: "asc" });
  const rows = all.filter(isWanted);
  const places: PlaceFacts[] = await Promise.all(
    summary.places.filter(isWanted).map(async (place) => ({
      ...place,
      trail: await trailProgress(place, now),
    })),
  );
  const period = periodOf(query);
  const hasControls = query.controls === "on";
  return {
    estate,
    rows,
    places,
    period,
    isWanted,
    stretch: await stretchBetween(period.from, period.end),
    stops: (await newestPass(aws, now)).pass?.stops ?? [],
    isPartial: places.some(({ state }) => state !== "listed"),
    callers: await callersOf(aws, places),
    ...(hasControls
      ? await judged(aws, rows, places, now)
      : { verdictsOf: () => [], goneVerdicts: undefined }),
  };
}

interface Judged {
  results?: ControlResult[];
  verdictsOf: (row: InventoryRow) => SecretVerdict[];
  /** Of what no list has any more. */
  goneVerdicts?: () => Generator<SecretVerdict[]>;
}

/** One pass for the counts; the verdicts of a secret are made anew where they are written. */
async function judged(
  aws: AwsAccess,
  rows: readonly InventoryRow[],
  places: readonly PlaceFacts[],
  now: Date,
): Promise<Judged> {
  const facts = await controlFacts(aws, places, rows, now);
  const { controls } = config();
  const counting = new ControlAssessment(facts, controls, { isKept: () => false, most: 0 });
  await eachInSlices(rows, (row) => counting.add(row));
  const listed = places.map((place) => ({ ...place, isComplete: place.state === "listed" }));
  const gone = goneSecrets(facts.trail, rows, listed);
  for (const one of gone) counting.addGone(one);
  const most = Number.MAX_SAFE_INTEGER;
  const telling = new ControlAssessment(facts, controls, { isKept: () => true, most });
  return {
    results: counting.results(listed),
    verdictsOf: (row) => {
      telling.add(row);
      return telling.secrets.splice(0);
    },
    *goneVerdicts() {
      for (const one of gone) {
        telling.addGone(one);
        yield telling.secrets.splice(0);
      }
    },
  };
}

function periodOf({ from, to }: EvidenceQuery): Period {
  const end = new Date(Date.parse(`${to}T00:00:00Z`) + DAY_MS);
  return { from: new Date(`${from}T00:00:00Z`), end };
}

/** Whom AWS saw, account by account; or why it let nobody in. */
async function callersOf(aws: AwsAccess, places: readonly Place[]) {
  const accounts = [...new Set(places.map(({ accountId }) => accountId))];
  return await Promise.all(
    accounts.map(async (accountId) => {
      const roleArn = aws.principal(accountId);
      try {
        return { accountId, roleArn, arn: await aws.callerArn(accountId) };
      } catch (error) {
        const failure = fromAws(error);
        if (!(failure instanceof Failure)) throw error;
        return { accountId, roleArn, failure: failure.view() };
      }
    }),
  );
}

async function* write(
  wish: Wish,
  facts: Facts,
  signs: Signer,
  late: LateOutcome,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipWriter(wish.now);
  const limitMs = performance.now() + BUILD_LIMIT_MS;
  let isSettled = false;
  try {
    for await (const file of contents(wish, facts, signs)) {
      for await (const piece of zip.add(file)) {
        yield piece;
        if (performance.now() > limitMs) throw new Failure("cut-off");
      }
    }
    const manifest = Buffer.from(
      `${JSON.stringify(manifestOf(wish, facts, signs, zip.written), null, 1)}\n`,
    );
    const signature = signs.sign(manifest);
    const row = rowOf(wish, facts, zip.written.length + 2);
    await late.done((attempt, outcome) =>
      recordBundle(attempt, outcome, {
        ...row,
        manifestSha256: sha256(manifest),
        signature: signature.toString("base64"),
        keyId: signs.keyId,
      }),
    );
    isSettled = true;
    yield* zip.add({ path: "manifest.json", content: manifest });
    yield* zip.add({ path: "manifest.sig", content: signature, isSmall: true });
    yield* zip.end();
  } catch (error) {
    if (!isSettled) await late.failed(error);
    isSettled = true;
    throw error;
  } finally {
    // Whoever read it went away.
    if (!isSettled) await late.failed(new Failure("cut-off"));
  }
}

async function* contents(wish: Wish, facts: Facts, signs: Signer): AsyncGenerator<ZipContent> {
  const { whose } = wish;
  const { rows, places, period, stretch, stops, isWanted } = facts;
  yield { path: "README.txt", content: README };
  yield { path: "population.csv", content: population(wish, facts) };
  if (facts.results) {
    yield { path: "controls.csv", content: controlsCsv(facts.results, verdictsIn(facts)) };
  }
  yield { path: "failed-calls.csv", content: failedCallsCsv(places, stops) };
  yield { path: "query-log.jsonl", content: queryLog(places, period, whose) };
  yield { path: "approvals.jsonl", content: approvals(period, isWanted) };
  yield { path: "ledger.jsonl", content: ledgerLines(stretch, whose) };
  yield { path: "ledger-checkpoints.jsonl", content: checkpointLines(stretch) };
  for (const row of rows) yield secretFile(row, facts, wish.now);
  yield { path: "public-key.pem", content: signs.publicKeyPem, isSmall: true };
  yield* verifiers();
}

/** Secret by secret, those that are gone last. */
function* verdictsIn({ rows, verdictsOf, goneVerdicts }: Facts): Generator<SecretVerdict[]> {
  for (const row of rows) yield verdictsOf(row);
  if (goneVerdicts) yield* goneVerdicts();
}

function population({ session, now, query }: Wish, { estate, rows, places, isPartial }: Facts) {
  const head: InventoryExport = {
    filter: query.places.length > 0 ? `only ${query.places.join(", ")}` : "",
    sort: "name",
    order: "asc",
    findings: [],
    madeAt: now.toISOString(),
    madeBy: session.person.displayName,
    role: session.role,
    timeZone: "UTC",
    matching: rows.length,
    listed: rows.length,
    isPartial,
    places: [...places],
  };
  return csvOf(head, summaries(estate, rows, places, now));
}

function* summaries(
  estate: Estate,
  rows: readonly InventoryRow[],
  places: readonly PlaceFacts[],
  now: Date,
) {
  const names = new Map(places.map(({ accountId, accountName }) => [accountId, accountName]));
  for (const row of rows) {
    const accountName = names.get(row.accountId) ?? row.accountId;
    yield { ...estate.summaryOf(row, now), accountName };
  }
}

function secretFile(
  row: InventoryRow,
  { estate, verdictsOf, results }: Facts,
  now: Date,
): ZipContent {
  const verdicts = verdictsOf(row).map(({ control, verdict, reason }) => ({
    control,
    verdict,
    reason,
  }));
  const told = { ...estate.summaryOf(row, now), ...(results && { controls: verdicts }) };
  return { path: secretPath(row), content: `${JSON.stringify(told, null, 1)}\n`, isSmall: true };
}

function manifestOf(
  { session, now, query, whose }: Wish,
  { rows, places, isPartial, callers, results, stretch }: Facts,
  { keyId }: Signer,
  files: readonly WrittenFile[],
): object {
  const { issuer, subject, displayName } = session.person;
  const { logId, from, to, head } = stretch;
  const didNotAnswer = places.filter(({ state }) => state !== "listed").map(placeKey);
  return {
    format: FORMAT,
    tool: { name: "Strongroom", version: toolVersion() },
    builtAt: now.toISOString(),
    builtBy: { issuer, subject, name: displayName, role: session.role },
    callers,
    period: { from: query.from, to: query.to, timeZone: "UTC", note: "both days included" },
    key: { id: keyId, algorithm: "Ed25519" },
    places: places.map(({ trail: { covered, isWhole }, ...place }) => ({
      ...place,
      cloudTrail: { ...covered, isWhole },
    })),
    isComplete: !isPartial,
    didNotAnswer,
    secrets: rows.length,
    ...(results && { controls: results }),
    ledger: {
      domain: ENTRY_DOMAIN,
      logId,
      from,
      to,
      head,
      entries: to.seq - from.seq,
      content: whose ? "own entries; of all others the links alone" : "all entries",
      checkpointKey: checkpointKeyPem(),
    },
    files,
  };
}

function rowOf(
  { session, query }: Wish,
  { rows, places, isPartial, results }: Facts,
  files: number,
): Omit<NewBundle, "manifestSha256" | "signature" | "keyId"> {
  const { issuer, subject, displayName } = session.person;
  return {
    issuer,
    subject,
    displayName,
    role: session.role,
    periodFrom: query.from,
    periodTo: query.to,
    places: places.map(placeKey),
    hasControls: results !== undefined,
    isComplete: !isPartial,
    secrets: rows.length,
    files,
  };
}
