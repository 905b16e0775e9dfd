import pg from "pg";
import { z } from "zod";
import { stack } from "./stack";

const Entry = z.object({
  seq: z.coerce.number(),
  kind: z.enum(["attempt", "outcome"]),
  id: z.string(),
  attempt: z.coerce.number().nullable(),
  operation: z.string(),
  subject: z.string(),
  target: z.string().nullable(),
  result: z.string().nullable(),
  canonical: z.string(),
});
export type StoredEntry = z.infer<typeof Entry>;

/** Ledger entries as they lie in the database, after the given number. */
export async function ledgerEntries(afterSeq = 0): Promise<StoredEntry[]> {
  const rows = await query(
    "select seq, kind, id, attempt, operation, subject, target, result, canonical from ledger_entries where seq > $1 order by seq",
    [afterSeq],
  );
  return z.array(Entry).parse(rows);
}

/** The number of the newest entry. */
export async function lastSeq(): Promise<number> {
  const rows = await query("select coalesce(max(seq), 0) as seq from ledger_entries", []);
  return z.array(z.object({ seq: z.coerce.number() })).parse(rows)[0]?.seq ?? 0;
}

/** Every row of every table as text: what somebody who steals the database would read. */
export async function databaseDump(): Promise<string> {
  const tables = z
    .array(z.object({ name: z.string() }))
    .parse(
      await query(
        "select table_schema || '.' || table_name as name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema')",
        [],
      ),
    );
  const parts: string[] = [];
  for (const { name } of tables) {
    parts.push(name, JSON.stringify(await query(`select * from ${name}`, [])));
  }
  return parts.join("\n");
}

/** Changes a session's row behind the console's back: its times cannot be waited for. */
export async function changeSession(id: string, change: string): Promise<void> {
  await query(`UPDATE sessions SET ${change} WHERE id = $1`, [id]);
}

async function query(text: string, values: unknown[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: stack.database });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Makes the person's newest session look left alone for that long; others may be in use. */
export async function leaveAlone(subject: string, minutes: number): Promise<void> {
  await query(
    `update sessions set last_seen_at = last_seen_at - make_interval(mins => $2)
      where id = (select id from sessions where subject = $1 order by started_at desc limit 1)`,
    [subject, minutes],
  );
}

/** Makes the person's last sign-in at the provider look that old. */
export async function ageSignIn(subject: string, minutes: number): Promise<void> {
  await query(
    "update sessions set authenticated_at = authenticated_at - make_interval(mins => $2) where subject = $1",
    [subject, minutes],
  );
}

/**
 * Puts a message about somebody's restore into the delivery log, as if it had been tried: the stack
 * has no receivers, and three days of tries cannot be waited for.
 */
export async function putDelivery(
  message: { requestId: string; secretName: string; askedBy: { issuer: string; subject: string } },
  row: { address: string; state: "delivered" | "due" | "given-up"; failure?: string },
): Promise<void> {
  const { requestId, secretName, askedBy } = message;
  const event = {
    kind: "restore-requested",
    requestId,
    version: 1,
    secret: { name: secretName, accountId: "111122223333", region: "eu-west-1" },
    askedBy: [askedBy],
    by: { ...askedBy, displayName: "Olga Operator" },
  };
  await query(
    "insert into announcements (key, event, addressed_at) values ($1, $2, now()) on conflict do nothing",
    [`restore/${requestId}/1`, JSON.stringify(event)],
  );
  await query(
    `insert into deliveries (announcement, address, state, tries, failure, ended_at, next_at)
      values ($1, $2, $3, 3, $4, case when $3 = 'due' then null else now() end, now() + interval '1 day')`,
    [`restore/${requestId}/1`, row.address, row.state, row.failure ?? null],
  );
}

/** Under which names the console knows a person. */
export async function personNamed(subject: string): Promise<{ issuer: string; subject: string }> {
  // Another console of these tests, with a provider of its own, works on the same database.
  const rows = await query(
    "select issuer from sessions where subject = $1 and issuer like $2 limit 1",
    [subject, `%:${stack.ports.OIDC_PORT}%`],
  );
  const [row] = z.array(z.object({ issuer: z.string() })).parse(rows);
  if (!row) throw new Error(`${subject} has not signed in`);
  return { issuer: row.issuer, subject };
}
