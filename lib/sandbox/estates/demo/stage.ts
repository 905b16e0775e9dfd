import type { Dispatch, World } from "../../contract";
import type { Actor, RegionName } from "./principals";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How long before the end of the history something happens. */
export interface Ago {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
}

/** What a planned call sends; worked out when its turn comes, if it needs to look at the world. */
type Input = Record<string, unknown> | ((world: World) => Record<string, unknown>);

export interface CallOptions {
  /** The code it is meant to be refused with; anything else stops the estate from starting. */
  refused?: string;
  /** CloudTrail never learns of it. */
  unrecorded?: boolean;
  /** IAM decides, as it would have then. */
  asksIam?: boolean;
}

interface Entry {
  at: number;
  order: number;
  perform(world: World): unknown;
}

/**
 * The plan of a history: who calls what and when, in any order. Nothing happens until `replay`.
 *
 * All moments count back from `anchor`, the start of the minute in which the estate was asked
 * for; so the same estate comes out at every start, only shifted.
 */
export class Stage {
  private readonly entries: Entry[] = [];
  private readonly actors = new Set<Actor>();

  constructor(
    readonly anchor: Date,
    private readonly dispatch: Dispatch,
  ) {}

  /** The moment that lies so long before the end. */
  ago({ days = 0, hours = 0, minutes = 0, seconds = 0 }: Ago): Date {
    const back = days * DAY_MS + hours * 60 * MINUTE_MS + minutes * MINUTE_MS + seconds * 1000;
    return new Date(this.anchor.getTime() - back);
  }

  /** Plans one call. */
  call(
    when: Date,
    actor: Actor,
    where: { region: RegionName; service?: string; operation: string },
    input: Input,
    options: CallOptions = {},
  ): void {
    this.actors.add(actor);
    this.at(when, (world) => this.send(world, when, actor, where, input, options));
  }

  /** Plans something that is not a call, such as a change of a function's script. */
  at(when: Date, perform: Entry["perform"]): void {
    this.entries.push({ at: when.getTime(), order: this.entries.length, perform });
  }

  /** Performs everything up to the end, in order of time. */
  async replay(world: World): Promise<void> {
    this.entries.sort((a, b) => a.at - b.at || a.order - b.order);
    for (const actor of this.actors) actor.install(world);
    for (const entry of this.entries) {
      world.clock.set(new Date(entry.at));
      await entry.perform(world);
    }
  }

  /** When the first thing happens. */
  get begins(): Date {
    return new Date(
      this.entries.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY),
    );
  }

  private async send(
    world: World,
    when: Date,
    actor: Actor,
    where: { region: RegionName; service?: string; operation: string },
    input: Input,
    { refused, unrecorded, asksIam }: CallOptions,
  ): Promise<void> {
    const code = await this.dispatch(world, {
      service: where.service ?? "secretsmanager",
      operation: where.operation,
      region: where.region,
      input: typeof input === "function" ? input(world) : input,
      caller: actor.callerAt(when),
      sourceIpAddress: actor.sourceIpAddress,
      userAgent: actor.userAgent,
      // Who may do what today says nothing about who might then.
      unauthorized: !asksIam,
      unrecorded,
    }).then(
      () => undefined,
      (error: unknown) => codeOf(error),
    );
    if (code !== refused) {
      const what = `${where.operation} by ${actor.name} at ${when.toISOString()}`;
      throw new Error(
        `demo estate: ${what} ended with ${code ?? "success"}, not ${refused ?? "success"}`,
      );
    }
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error) return `${error.code}`;
  throw error;
}
