import type { Clock } from "./contract";

interface Task {
  due: number;
  /** Breaks ties: tasks due at one moment run in the order they were scheduled. */
  order: number;
  run: () => void;
  cancelled: boolean;
}

/** The machine's clock; the tests of running time hand in their own. */
type RealTime = () => number;

/**
 * Simulated time that follows the machine's clock until it is frozen or moved.
 *
 * Guarantees: every task runs once, in the order of due times, and sees its own due time as
 * `now()`; time never moves backwards while anything is scheduled; a task that throws is reported
 * by the `settle`, `advance` or `set` that ran it, after the rest of what was due has run.
 */
export function makeClock(realTime: RealTime = Date.now): Clock {
  const heap = makeHeap();
  let offsetMs = 0;
  let frozenAt: number | null = null;
  let taskTime: number | null = null;
  let order = 0;

  const baseNow = () => frozenAt ?? realTime() + offsetMs;

  const moveTo = (ms: number) => {
    if (frozenAt === null) offsetMs = ms - realTime();
    else frozenAt = ms;
  };

  const settleUntil = (until: number) => {
    // A task that asks for settled time is already inside it.
    if (taskTime !== null) return;
    const failures: unknown[] = [];
    for (let task = heap.dueBy(until); task; task = heap.dueBy(until)) {
      taskTime = task.due;
      try {
        task.run();
      } catch (error) {
        failures.push(error);
      }
    }
    taskTime = null;
    if (failures.length > 0) throw failures[0];
  };

  return {
    now: () => new Date(taskTime ?? baseNow()),
    at(when, run) {
      // What was due before now is due now: a task must not see time run backwards.
      const due = Math.max(when.getTime(), taskTime ?? Number.NEGATIVE_INFINITY);
      const task: Task = { due, order: order++, run, cancelled: false };
      heap.push(task);
      return () => {
        task.cancelled = true;
      };
    },
    settle: () => settleUntil(baseNow()),
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError("Time never moves backwards: advance by 0 ms or more.");
      const target = baseNow() + ms;
      moveTo(target);
      settleUntil(target);
    },
    set(when) {
      const target = when.getTime();
      if (Number.isNaN(target)) throw new RangeError("That is not a moment in time.");
      if (target < baseNow() && !heap.isEmpty()) {
        throw new RangeError("Time can be set back only while nothing is scheduled.");
      }
      moveTo(target);
      settleUntil(target);
    },
    freeze() {
      frozenAt ??= baseNow();
    },
    run() {
      if (frozenAt === null) return;
      offsetMs = frozenAt - realTime();
      frozenAt = null;
    },
  };
}

function makeHeap() {
  const tasks: Task[] = [];
  const before = (a: Task, b: Task) => a.due < b.due || (a.due === b.due && a.order < b.order);

  const sink = () => {
    let parent = 0;
    for (;;) {
      let first = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        const candidate = tasks[child];
        const best = tasks[first];
        if (candidate && best && before(candidate, best)) first = child;
      }
      if (first === parent) return;
      swap(parent, first);
      parent = first;
    }
  };
  const swap = (a: number, b: number) => {
    const [x, y] = [tasks[a], tasks[b]];
    if (x && y) [tasks[a], tasks[b]] = [y, x];
  };
  const pop = () => {
    const top = tasks[0];
    const last = tasks.pop();
    if (last && tasks.length > 0) {
      tasks[0] = last;
      sink();
    }
    return top;
  };
  const dropCancelled = () => {
    while (tasks[0]?.cancelled) pop();
  };

  return {
    push(task: Task) {
      let at = tasks.push(task) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        const above = tasks[parent];
        if (!above || !before(task, above)) break;
        swap(at, parent);
        at = parent;
      }
    },
    isEmpty() {
      dropCancelled();
      return tasks.length === 0;
    },
    /** Takes out the first task that is due at `until` or before. */
    dueBy(until: number): Task | undefined {
      dropCancelled();
      const top = tasks[0];
      return top && top.due <= until ? pop() : undefined;
    },
  };
}
