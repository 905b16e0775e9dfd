import "server-only";
import {
  OutsideExportQuery,
  type OutsideReach,
  type OutsideRow,
  standingWords,
} from "@/lib/domain/outside";
import { guard } from "@/lib/entry/guard";
import { allChangesOutside, reachOfQuery } from "@/lib/history/outside";
import { csvPieces } from "./csv-pieces";
import { whoseActs } from "./entries-of-ledger";

const BATCH = 500;

const types = {
  csv: "text/csv; charset=utf-8",
  jsonl: "application/jsonl; charset=utf-8",
} as const;

/** All changes outside the console that match, as a file, piece by piece. */
export const outsideExport = guard("outside.export", {
  input: OutsideExportQuery,
  subject: ({ format }) => `changes outside the console as ${format}`,
  run: async ({ session, now }, { format, ...query }) => {
    const about = [
      "Strongroom: calls that changed a secret and that this console's ledger does not account for",
      `Made at ${now.toISOString()} (UTC) by ${session.person.displayName} in the role ${session.role}`,
      ...(await reachOfQuery(query, now)).map(reachLine),
    ];
    const rows = allChangesOutside(query, whoseActs(session), now, BATCH);
    return {
      name: `strongroom-outside-${now.toISOString().replace(/[:.]/g, "-")}.${format}`,
      type: types[format],
      text: format === "csv" ? csvPieces(about, columns, rows, cellsOf) : jsonLinesOf(about, rows),
    };
  },
});

/** What the file cannot know stands in it: a short list is not a quiet estate. */
function reachLine({ accountName, accountId, region, covered, isWhole, failure }: OutsideReach) {
  const read = covered ? `read from ${covered.from} to ${covered.to}` : "not read";
  const mark = isWhole && !failure ? "" : "INCOMPLETE: ";
  const why = failure ? `; ${failure.says}` : "";
  return `${mark}CloudTrail of ${accountName} (${accountId}) ${region} was ${read}${why}`;
}

async function* jsonLinesOf(
  about: readonly string[],
  pieces: AsyncGenerator<OutsideRow[]>,
): AsyncGenerator<string> {
  yield `${JSON.stringify({ about })}\n`;
  for await (const rows of pieces) {
    yield rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  }
}

const columns = [
  "at_utc",
  "standing",
  "actor",
  "actor_arn",
  "source_identity",
  "source_guess",
  "source_ip",
  "call",
  "change",
  "secret",
  "account_id",
  "region",
  "error_code",
  "perhaps_entry",
  "aws_request_id",
  "cloudtrail_event_id",
];

function cellsOf({ event, standing, says, entry, accountId, region }: OutsideRow): string[] {
  const { actor } = event;
  return [
    event.at,
    standingWords[standing].word,
    actor.words,
    actor.arn ?? "",
    actor.sourceIdentity ?? "",
    actor.source,
    actor.sourceIpAddress ?? "",
    event.name,
    says,
    event.secretArn ?? event.secretAsTyped ?? "",
    accountId,
    region,
    event.errorCode ?? "",
    String(entry ?? ""),
    event.requestId ?? "",
    event.eventId,
  ];
}
