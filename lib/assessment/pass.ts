import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { forgetLooks, keepLook } from "@/lib/db/control-looks";
import { beginPass, endPass, notePass, type PassRef } from "@/lib/db/control-passes";
import type { PassStop } from "@/lib/domain/assessment";
import type { LookTask } from "@/lib/domain/control-looks";
import { placeKey } from "@/lib/domain/place";
import type { Session } from "@/lib/domain/session";
import { log } from "@/lib/log";
import { askFor } from "./ask";
import { forgetRead } from "./looks";
import { type Answer, workThrough } from "./queue";

/** How often it says that it lives and how far it is. Milliseconds. */
const BEAT_MS = 1_000;
/** Whatever was not looked at again for this long is forgotten: its secret may be gone. */
const KEPT_DAYS = 180;

interface Wish {
  aws: AwsAccess;
  session: Pick<Session, "person">;
  scope: string;
  since: Date;
  tasks: readonly LookTask[];
}

/**
 * Begins to ask AWS, in the background and under this person's own role; returns at once. Each
 * answer is stored when it comes, so that a pass which breaks off has lost nothing: the next one
 * asks for the rest.
 * False if one is under way, whoever of the same roles began it.
 */
export async function startPass({ aws, session, scope, since, tasks }: Wish): Promise<boolean> {
  const { person } = session;
  const ref = await beginPass({ scope, since, person, planned: tasks.length });
  if (!ref) return false;
  void new Pass(aws.lasting(), ref).run(tasks);
  return true;
}

class Pass {
  #made = 0;
  #refused = 0;
  #isMine = true;
  readonly #stops: PassStop[] = [];

  constructor(
    private readonly aws: AwsAccess,
    private readonly ref: PassRef,
  ) {}

  /** Never throws: why it stopped is stored with the pass, or logged. */
  async run(tasks: readonly LookTask[]): Promise<void> {
    const beat = setInterval(() => void this.#beat(), BEAT_MS);
    beat.unref();
    try {
      await forgetLooks(KEPT_DAYS);
      await Promise.all(queuesOf(tasks).map((queue) => this.#lookAt(queue)));
      forgetRead();
      await endPass(this.ref, this.#progress());
    } catch (error) {
      // Nothing more is noted, its lease runs out, and the page says that it broke off.
      this.#isMine = false;
      log("error", "A pass over policies, keys and replicas broke off", { error });
    } finally {
      clearInterval(beat);
    }
  }

  async #lookAt(queue: readonly LookTask[]): Promise<void> {
    const [first] = queue;
    if (!first) return;
    const { accountId, region, kind } = first;
    const principal = this.aws.principal(accountId);
    const note = async ({ subject }: LookTask, answer: Answer): Promise<void> => {
      const look = { principal, accountId, region, kind, subject, at: new Date() };
      if ("found" in answer) await keepLook({ ...look, found: answer.found });
      else await keepLook({ ...look, failure: answer.failure.view() });
      this.#made += 1;
      if ("failure" in answer) this.#refused += 1;
    };
    const ask = askFor(this.aws, kind, first);
    const left = await workThrough(queue, ask, note, () => this.#isMine);
    if (left) {
      const failure = left.failure.view();
      this.#stops.push({ accountId, region, kind, left: left.tasks, failure });
    }
  }

  async #beat(): Promise<void> {
    try {
      this.#isMine &&= await notePass(this.ref, this.#progress());
    } catch (error) {
      log("warn", "A pass could not note how far it is", { error });
    }
  }

  #progress() {
    return { made: this.#made, refused: this.#refused, stops: this.#stops };
  }
}

/** One queue for each place and kind: they share neither quota nor rights. */
function queuesOf(tasks: readonly LookTask[]): LookTask[][] {
  const queues = new Map<string, LookTask[]>();
  for (const task of tasks) {
    const key = `${placeKey(task)} ${task.kind}`;
    const queue = queues.get(key) ?? [];
    queues.set(key, queue);
    queue.push(task);
  }
  return [...queues.values()];
}
