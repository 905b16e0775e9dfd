import "server-only";
import { failureOf } from "@/lib/aws/failures";
import type { ListPage } from "@/lib/aws/secrets";
import type { FailureCode, FailureView } from "@/lib/domain/failure";
import type { PlaceProgress } from "@/lib/domain/inventory";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import type { Place } from "@/lib/domain/place";
import { LIST_LAG_MS, ListedRows } from "./listed-rows";
import { type PageSource, Walk } from "./walk";

/** Older than this, a look makes it fresh in the background. */
const STALE_AFTER_MS = 5 * 60_000;
/** A refresh by last change cannot see what was purged or read; a full walk does, this often. */
const WALK_AGAIN_AFTER_MS = 3 * 3_600_000;
/** Nobody has looked for this long: AWS is not asked any further. */
const PAUSE_AFTER_MS = 30_000;
/** A failed listing is taken up again by a look, but not by every one. */
const RETRY_AFTER_MS = 15_000;
/** A refusal will hardly be another one soon; who has changed the policy lists afresh. */
const ASK_REFUSED_AFTER_MS = 5 * 60_000;
const refusals: readonly FailureCode[] = ["denied-by-aws", "role-refused"];
/** More changes than this since the last time, and a full walk is the shorter way. */
const REFRESH_PAGES_MAX = 20;

/**
 * What one kind of assumed role may list in one place, held for everybody who has that role. AWS is
 * asked once however many look, and only while somebody does, under the credentials of whoever
 * looked last.
 */
export class Listing {
  readonly rows = new ListedRows();
  #walk?: Walk;
  #running?: Promise<void>;
  #walkNumber = 0;
  #calls = 0;
  #failure?: FailureView;
  #lookedAtMs = 0;
  #triedAtMs = Number.NEGATIVE_INFINITY;
  #freshAtMs?: number;
  #walkedAtMs?: number;
  #source: PageSource = () => Promise.reject(new Error("Nobody has looked yet"));

  constructor(
    readonly place: Place,
    readonly accountName: string,
    private readonly clock: () => number,
    private readonly onChange: () => void,
  ) {}

  /** True once every secret was listed and the proof of it was complete. */
  get isListed(): boolean {
    return this.#walkedAtMs !== undefined;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  get calls(): number {
    return this.#calls;
  }

  /** Somebody wants to see this: starts, goes on or refreshes as its age demands. Returns at once. */
  look(source: PageSource): void {
    const nowMs = this.clock();
    this.#lookedAtMs = nowMs;
    this.#source = source;
    if (this.#running) return;
    if (this.#failure && nowMs - this.#triedAtMs < waitAfterMs(this.#failure)) return;
    const isStale = nowMs - (this.#freshAtMs ?? Number.NEGATIVE_INFINITY) >= STALE_AFTER_MS;
    if (this.#walk || isStale || this.#failure) this.#start(nowMs);
  }

  /** Lists everything afresh, or takes up at once what has failed. Returns at once. */
  refresh(source: PageSource): void {
    const nowMs = this.clock();
    this.#lookedAtMs = nowMs;
    this.#source = source;
    if (this.#running) return;
    this.#beginWalk();
    this.#start(nowMs);
  }

  /** Takes over what DescribeSecret said after a change made here. */
  pin(row: InventoryRow): void {
    this.rows.pin(row, this.clock());
    this.onChange();
  }

  progress(): PlaceProgress {
    return {
      ...this.place,
      accountName: this.accountName,
      state: this.#state(),
      count: this.rows.size,
      calls: this.#calls,
      listedAt: this.#freshAtMs === undefined ? undefined : new Date(this.#freshAtMs).toISOString(),
      failure: this.#failure,
    };
  }

  #state(): PlaceProgress["state"] {
    if (this.#failure) return "failed";
    if (this.isListed) return "listed";
    if (this.#walk?.isVerifying) return "verifying";
    return this.#triedAtMs > 0 ? "listing" : "waiting";
  }

  #start(nowMs: number): void {
    this.#triedAtMs = nowMs;
    this.#failure = undefined;
    this.#running = this.#bringUpToDate(nowMs)
      .catch((error) => {
        const failure = failureOf(error);
        // Such a walk cannot go on from where it was: the page it would ask for is no more.
        if (failure.aws?.code === "InvalidNextTokenException") this.#walk = undefined;
        this.#failure = denialNamed(failure.view());
      })
      .finally(() => {
        this.#running = undefined;
        this.onChange();
      });
    this.onChange();
  }

  async #bringUpToDate(nowMs: number): Promise<void> {
    const walkAge = nowMs - (this.#walkedAtMs ?? Number.NEGATIVE_INFINITY);
    if (!this.#walk && walkAge < WALK_AGAIN_AFTER_MS && (await this.#refresh(nowMs))) return;
    const walk = this.#beginWalk();
    const number = this.#walkNumber;
    await walk.run(
      (request) => this.#ask(() => this.#source(request)),
      ({ rows }) => this.#take(rows, number),
      () => this.#isWatched(),
    );
    if (!walk.isComplete) return;
    this.#walk = undefined;
    this.rows.dropUnseenSince(number, this.clock());
    this.#walkedAtMs = this.clock();
    this.#freshAtMs = nowMs;
  }

  /** The walk under way, or a new one. */
  #beginWalk(): Walk {
    if (!this.#walk) {
      this.#walk = new Walk();
      this.#walkNumber += 1;
    }
    return this.#walk;
  }

  /**
   * Reads what changed last, back to what was known for sure: AWS's list may have hidden changes
   * of the last minutes before it was read. False = this cannot work here; a full walk is due.
   */
  async #refresh(nowMs: number): Promise<boolean> {
    const settledMs = (this.#freshAtMs ?? 0) - LIST_LAG_MS;
    const knownUntilMs = Math.min(this.rows.newestChangeMs, settledMs);
    let token: string | undefined;
    let edgeMs = Number.POSITIVE_INFINITY;
    for (let count = 0; count < REFRESH_PAGES_MAX && this.#isWatched(); count += 1) {
      const page = await this.#ask(() =>
        this.#source({ by: "last-changed-date", order: "desc", token }),
      );
      for (const row of page.rows) {
        const changedMs = row.lastChangedMs ?? row.createdMs;
        if (changedMs > edgeMs) return false;
        edgeMs = changedMs;
      }
      this.#take(page.rows, this.#walkNumber);
      if (page.nextToken === undefined || edgeMs < knownUntilMs) {
        this.#freshAtMs = nowMs;
        return true;
      }
      token = page.nextToken;
    }
    return !this.#isWatched();
  }

  async #ask(send: () => Promise<ListPage>): Promise<ListPage> {
    try {
      const page = await send();
      this.#calls += page.calls;
      return page;
    } catch (error) {
      this.#calls += 1;
      throw error;
    }
  }

  #take(rows: readonly InventoryRow[], walkNumber: number): void {
    const nowMs = this.clock();
    for (const row of rows) this.rows.put(row, walkNumber, nowMs);
    this.onChange();
  }

  #isWatched(): boolean {
    return this.clock() - this.#lookedAtMs < PAUSE_AFTER_MS;
  }
}

/** An ended session is no reason to wait: whoever looks now has another one. */
function waitAfterMs({ code }: FailureView): number {
  if (code === "aws-session-ended") return 0;
  return refusals.includes(code) ? ASK_REFUSED_AFTER_MS : RETRY_AFTER_MS;
}

/** A denied list always says what would have to be allowed, even where AWS's text does not. */
function denialNamed(failure: FailureView): FailureView {
  if (failure.code !== "denied-by-aws" || failure.aws?.iamAction) return failure;
  const aws = failure.aws ?? { code: "AccessDeniedException" };
  return { ...failure, aws: { ...aws, iamAction: "secretsmanager:ListSecrets" } };
}
