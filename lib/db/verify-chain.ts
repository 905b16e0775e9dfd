import "server-only";
import type { AttemptBody, OutcomeBody } from "@/lib/domain/ledger";
import { entryHash } from "./chain";

/** The verdicts; the number is the exit code of `npm run verify-ledger`. */
export const verdicts = {
  ok: 0,
  altered: 1,
  gap: 2,
  reordered: 3,
  "bad-signature": 4,
  truncated: 5,
  unreadable: 6,
} as const;

/** The first thing that is wrong. `until` is set where the evidence allows no narrower answer. */
export interface Finding {
  verdict: Exclude<keyof typeof verdicts, "ok">;
  seq: number;
  until?: number;
  says: string;
}

/** An entry as it is stored. The plain columns repeat parts of `canonical`. */
export interface StoredEntry {
  seq: number;
  at: string;
  kind: string;
  id: string;
  attempt: number | null;
  operation: string;
  issuer: string;
  subject: string;
  target: string | null;
  result: string | null;
  canonical: string;
  prevHash: string;
  hash: string;
}

type Facts = Pick<StoredEntry, "id" | "operation" | "issuer" | "subject" | "target">;

/** How far a displaced entry is looked for. */
const SHIFT_MAX = 10_000;

/**
 * Walks a chain from a point that is known to be good. Give it the entries as they are stored and
 * the checkpoints as they are reached; the first finding ends the walk, because nothing after it
 * can be trusted.
 */
export class ChainWalk {
  #last: { seq: number; hash: string };
  /** Up to here the chain is known to be the one that was written. */
  #confirmed: number;
  /** The entry that does not follow its predecessor; what comes after decides which is at fault. */
  #fork: number | undefined;
  /** A displaced entry; what comes after decides how it got here. */
  #displaced: ((next?: StoredEntry) => Finding) | undefined;
  /** An outcome that names others than its attempt does; a checkpoint can tell which is true. */
  #unlike: { outcome: Finding; either: Finding } | undefined;
  readonly #recent: string[] = [];
  readonly #open = new Map<number, Facts>();

  constructor(
    readonly logId: string,
    readonly start: { seq: number; hash: string },
  ) {
    this.#last = start;
    this.#confirmed = start.seq;
  }

  /** The last entry taken. */
  get last(): { seq: number; hash: string } {
    const { seq, hash } = this.#last;
    return { seq, hash };
  }

  /** True if the entry was taken as the chain's next, and not set aside. */
  isAt(entry: StoredEntry): boolean {
    return this.#last === entry;
  }

  /** Takes the next entry; answers the first finding. */
  take(entry: StoredEntry): Finding | undefined {
    const finding = this.#check(entry);
    return finding && this.#unlike ? this.#unlike.either : finding;
  }

  #check(entry: StoredEntry): Finding | undefined {
    if (this.#displaced) return this.#displaced(entry);
    const expected = this.#last.seq + 1;
    if (entry.seq > expected) return this.#fork ? this.#forked() : gap(expected, entry.seq - 1);
    if (entry.seq < expected) return at("reordered", entry.seq, "stands twice, or out of order");
    const isLinked = entry.prevHash === this.#last.hash;
    if (this.#fork && !isLinked) return this.#forked(this.#fork === this.#last.seq);
    const { seq, prevHash, canonical, hash } = entry;
    if (entryHash({ logId: this.logId, seq, prevHash, canonical }) !== hash) {
      return isLinked ? at("altered", entry.seq, NOT_ITS_CONTENT) : this.#misplaced(entry);
    }
    const finding = isLinked ? this.#wrongColumn(entry) : undefined;
    if (finding) return finding;
    if (!isLinked) this.#fork = entry.seq;
    this.#last = entry;
    this.#recent[seq % SHIFT_MAX] = hash;
    return undefined;
  }

  /** Compares the last entry taken with what a checkpoint says about it. */
  confirm(hash: string): Finding | undefined {
    const { seq } = this.#last;
    if (this.#fork) return this.#forked(hash !== this.#last.hash);
    if (hash === this.#last.hash) {
      if (this.#unlike) return this.#unlike.outcome;
      this.#confirmed = seq;
      return undefined;
    }
    const from = this.#confirmed + 1;
    const says = "was rewritten, as the signed checkpoint shows";
    if (from >= seq) return at("altered", seq, says);
    return { ...at("altered", from, `or one after it, up to ${seq}, ${says}`), until: seq };
  }

  /** Nothing comes after the last entry taken. `head` is where the chain should end. */
  end(head: { seq: number; hash: string }): Finding | undefined {
    if (this.#unlike) return this.#unlike.either;
    if (this.#displaced) return this.#displaced();
    if (this.#fork) return this.#forked();
    const { seq, hash } = this.#last;
    if (head.seq > seq) return at("truncated", seq + 1, "is missing, and so is all after it");
    if (head.seq < seq) return at("altered", head.seq + 1, "is beyond the ledger's recorded end");
    return head.hash === hash ? undefined : at("altered", seq, "is not the ledger's recorded end");
  }

  /** Two neighbours do not fit. `isLater`: it is the later one that was put there, as evidence shows. */
  #forked(isLater?: boolean): Finding {
    const later = this.#fork ?? this.#last.seq;
    if (isLater || this.#confirmed === later - 1) {
      return at("reordered", later, "does not follow the entry before it");
    }
    if (isLater === false) {
      return at("altered", later - 1, "was rewritten: the entry after it follows another one");
    }
    const says = `was rewritten, or entry ${later} put in another's place: they do not fit together`;
    return { ...at("altered", later - 1, says), until: later };
  }

  /** The entry is neither whole nor in line: looks for the number under which it would be whole. */
  #misplaced(entry: StoredEntry): Finding | undefined {
    const fits = (one: StoredEntry, shift: number) =>
      entryHash({ ...one, seq: one.seq + shift, logId: this.logId }) === one.hash;
    const here = entry.seq;
    for (let shift = 1; shift <= SHIFT_MAX; shift += 1) {
      if (here > shift && fits(entry, -shift)) {
        const isCopy = this.#recent[(here - shift) % SHIFT_MAX] === entry.hash;
        if (isCopy) return at("reordered", here, `is a copy of entry ${here - shift}`);
        return at("reordered", here - shift, "was inserted: what follows was renumbered");
      }
      if (!fits(entry, shift)) continue;
      this.#displaced = (next) =>
        next && !fits(next, shift)
          ? at("reordered", here, `is entry ${here + shift}, put in its place`)
          : gap(here, here + shift - 1);
      return undefined;
    }
    return at("altered", here, NOT_ITS_CONTENT);
  }

  /** The plain columns repeat what was hashed, and an outcome's those of its attempt. */
  #wrongColumn(entry: StoredEntry): Finding | undefined {
    const body = parse(entry.canonical);
    const wrong = (column: string) =>
      at("altered", entry.seq, `has another ${column} than what was hashed`);
    if (!body) return at("altered", entry.seq, "cannot be read");
    if (entry.kind !== body.kind) return wrong("kind");
    if (entry.id !== body.id) return wrong("id");
    if (entry.at !== body.at) return wrong("at");
    if (body.kind === "attempt") {
      if (entry.attempt !== null) return wrong("attempt");
      if (entry.result !== null) return wrong("result");
      const { operation, person, target = null } = body;
      const { issuer, subject } = person;
      const column = differs(entry, { id: body.id, operation, issuer, subject, target });
      if (column) return wrong(column);
      this.#open.set(entry.seq, entry);
      return undefined;
    }
    if (entry.attempt !== body.attempt) return wrong("attempt");
    if (entry.result !== body.result) return wrong("result");
    const facts = this.#open.get(body.attempt);
    // Its attempt may lie before the start of a walk that began midway, or before a fork.
    if (!facts) return undefined;
    this.#open.delete(body.attempt);
    const column = differs(entry, facts);
    if (!column || this.#unlike) return undefined;
    const either = at("altered", body.attempt, `and its outcome ${entry.seq} differ in ${column}`);
    this.#unlike = { outcome: wrong(column), either: { ...either, until: entry.seq } };
    return undefined;
  }
}

const searchable = ["id", "operation", "issuer", "subject", "target"] as const;

function differs(entry: StoredEntry, facts: Facts): string | undefined {
  for (const name of searchable) {
    if (entry[name] !== facts[name] && entry[name] !== plain(facts[name])) return name;
  }
  return undefined;
}

/** As the column holds it: PostgreSQL's text cannot hold NUL. */
function plain(value: string | null): string | null {
  return value?.replaceAll("\u0000", "\uFFFD") ?? null;
}

function parse(canonical: string): AttemptBody | OutcomeBody | undefined {
  try {
    const body: unknown = JSON.parse(canonical);
    const isBody = typeof body === "object" && body !== null && "kind" in body;
    return isBody ? (body as AttemptBody | OutcomeBody) : undefined;
  } catch {
    return undefined;
  }
}

const NOT_ITS_CONTENT = "does not have the content that was hashed";

function gap(from: number, until: number): Finding {
  if (from === until) return at("gap", from, "is missing");
  return { ...at("gap", from, `and all up to ${until} are missing`), until };
}

function at(verdict: Finding["verdict"], seq: number, says: string): Finding {
  return { verdict, seq, says: `Entry ${seq} ${says}.` };
}
