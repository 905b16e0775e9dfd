import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeClock } from "./clock";

describe("the simulated clock", () => {
  // Guarantees that a replay of months sees each task at its own due time, in order.
  it("runs what falls due on the way, each task at its own time", () => {
    const clock = makeClock(() => 0);
    const seen: string[] = [];
    clock.at(new Date(3_000), () => seen.push(`c@${clock.now().getTime()}`));
    clock.at(new Date(1_000), () => {
      seen.push(`a@${clock.now().getTime()}`);
      clock.at(new Date(2_000), () => seen.push(`b@${clock.now().getTime()}`));
    });
    clock.advance(5_000);
    expect(seen).toEqual(["a@1000", "b@2000", "c@3000"]);
    expect(clock.now().getTime()).toBe(5_000);
  });

  // Guarantees that a cancelled task is as if it had never been scheduled.
  it("forgets a cancelled task", () => {
    const clock = makeClock(() => 0);
    let ran = 0;
    const cancel = clock.at(new Date(1_000), () => ran++);
    cancel();
    clock.advance(2_000);
    expect(ran).toBe(0);
    // Nothing is scheduled any more, so time may even be set back.
    clock.set(new Date(500));
    expect(clock.now().getTime()).toBe(500);
  });

  it("refuses to go back while something is scheduled, and refuses nonsense", () => {
    const clock = makeClock(() => 10_000);
    clock.at(new Date(20_000), () => {});
    expect(() => clock.set(new Date(9_000))).toThrow(RangeError);
    expect(() => clock.set(new Date(Number.NaN))).toThrow(RangeError);
    expect(() => clock.advance(-1)).toThrow(RangeError);
    expect(() => clock.advance(Number.NaN)).toThrow(RangeError);
  });

  it("follows the machine while running and stands still while frozen", () => {
    let real = 1_000;
    const clock = makeClock(() => real);
    clock.advance(500);
    real += 100;
    expect(clock.now().getTime()).toBe(1_600);
    clock.freeze();
    real += 100;
    expect(clock.now().getTime()).toBe(1_600);
    clock.run();
    real += 100;
    expect(clock.now().getTime()).toBe(1_700);
  });

  // Guarantees that one broken task cannot keep another from running.
  it("runs everything that is due although a task throws, then reports it", () => {
    const clock = makeClock(() => 0);
    let ran = false;
    clock.at(new Date(1), () => {
      throw new Error("broken");
    });
    clock.at(new Date(2), () => {
      ran = true;
    });
    expect(() => clock.advance(10)).toThrow("broken");
    expect(ran).toBe(true);
    expect(clock.now().getTime()).toBe(10);
  });

  // Guarantees order for any schedule: by due time, then by the order of scheduling.
  it("runs any schedule in order", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 60 }), fc.nat(60), (dues, until) => {
        const clock = makeClock(() => 0);
        const ran: [number, number][] = [];
        for (const [index, due] of dues.entries()) {
          clock.at(new Date(due), () => ran.push([clock.now().getTime(), index]));
        }
        clock.set(new Date(until));
        const expected = dues
          .map((due, index): [number, number] => [due, index])
          .filter(([due]) => due <= until)
          .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(ran).toEqual(expected);
      }),
    );
  });
});
