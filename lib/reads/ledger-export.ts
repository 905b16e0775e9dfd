import "server-only";
import { database } from "@/lib/db/client";
import { countActs, ledgerActs, type StoredAct, type Whose } from "@/lib/db/ledger-acts";
import { readHead } from "@/lib/db/ledger-rows";
import {
  actWords,
  LedgerExportQuery,
  type LedgerQuery,
  type LedgerRow,
} from "@/lib/domain/ledger-view";
import { guard } from "@/lib/entry/guard";
import { csvPieces } from "./csv-pieces";
import { whoseActs, withTrail } from "./entries-of-ledger";

const BATCH = 500;

const types = {
  csv: "text/csv; charset=utf-8",
  jsonl: "application/jsonl; charset=utf-8",
} as const;

/** All that match as a file, piece by piece, as the ledger stood when it was asked for. */
export const ledgerExport = guard("ledger.export", {
  input: LedgerExportQuery,
  subject: ({ format }) => `ledger as ${format}`,
  run: async ({ session, now }, { format, ...filter }) => {
    const { db } = await database();
    const head = await readHead(db);
    const query: LedgerQuery = { ...filter, before: (head?.seq ?? 0) + 1 };
    const whose = whoseActs(session);
    const about = [
      `Strongroom: ledger of ${whose ? session.person.displayName : "everybody"}, without any value`,
      `Made at ${now.toISOString()} (UTC) by ${session.person.displayName} in the role ${session.role}`,
      `${await countActs(whose, query)} acts match; the ledger then ended at entry ${head?.seq ?? 0}, hash ${head?.hash ?? "none"}`,
    ];
    const rows = rowsOf(whose, query, now);
    return {
      name: `strongroom-ledger-${now.toISOString().replace(/[:.]/g, "-")}.${format}`,
      type: types[format],
      text: format === "csv" ? csvPieces(about, columns, rows, cellsOf) : jsonLinesOf(rows),
    };
  },
});

type Row = LedgerRow & { stored: StoredAct };

async function* rowsOf(whose: Whose, query: LedgerQuery, now: Date): AsyncGenerator<Row[]> {
  for (let before = query.before; ; ) {
    const acts = await ledgerActs(whose, { ...query, before }, BATCH);
    const stored = new Map(acts.map((act) => [act.seq, act]));
    const rows = await withTrail(acts, now);
    yield rows.map((row) => ({ ...row, stored: stored.get(row.seq) as StoredAct }));
    if (acts.length < BATCH) return;
    before = acts.at(-1)?.seq;
  }
}

/** One line an act: the two entries as they were hashed, and CloudTrail's records of its calls. */
async function* jsonLinesOf(pieces: AsyncGenerator<Row[]>): AsyncGenerator<string> {
  for await (const rows of pieces) {
    yield rows
      .map(({ stored, match, events }) => `${JSON.stringify({ ...stored, match, events })}\n`)
      .join("");
  }
}

const columns = [
  "entry",
  "at_utc",
  "actor",
  "issuer",
  "subject",
  "role",
  "operation",
  "action",
  "object",
  "account_id",
  "region",
  "reason",
  "outcome",
  "outcome_code",
  "outcome_at_utc",
  "outcome_entry",
  "aws_code",
  "aws_request_ids",
  "cloudtrail",
  "cloudtrail_event_ids",
  "hash",
  "outcome_hash",
];

function cellsOf({ seq, hash, attempt, outcome, result, match, events, ...row }: Row): string[] {
  const { person, role, operation, target, place, reason } = attempt;
  return [
    String(seq),
    attempt.at,
    person.displayName,
    person.issuer,
    person.subject,
    role ?? "",
    operation,
    actWords(operation),
    target ?? "",
    place?.accountId ?? "",
    place?.region ?? "",
    reason ?? "",
    result,
    outcome?.code ?? "",
    outcome?.at ?? "",
    String(row.outcomeSeq ?? ""),
    outcome?.aws?.awsCode ?? "",
    (outcome?.aws?.awsRequestIds ?? []).join(" "),
    match,
    events.map(({ eventId }) => eventId).join(" "),
    hash,
    row.outcomeHash ?? "",
  ];
}
