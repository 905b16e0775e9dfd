import fc from "fast-check";
import { expect, test } from "vitest";
import { listOver, rowOf } from "./rows.test-support";
import { Walk } from "./walk";

const always = () => true;

// The one promise of the inventory: "listed" means that no secret is missing. It must hold with
// secrets created at the same moment, empty pages, servers that do not sort, and after failures.
test("a complete walk has seen every secret, whatever the list does", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 }),
      fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      fc.array(fc.nat(60), { maxLength: 3 }),
      async (moments, sizes, ignoresSort, failures) => {
        const rows = moments.map((createdMs, at) => rowOf(`secret-${at}`, { createdMs }));
        const list = listOver(rows, {
          pageSizes: [...sizes, 1],
          ignoresSort,
          onCall: (call) => {
            if (failures.includes(call)) throw new Error("a page failed");
          },
        });
        const seen = new Set<string>();
        const walk = new Walk();
        for (let tries = 0; !walk.isComplete && tries <= failures.length; tries += 1) {
          const take = (page: { rows: { name: string }[] }) => {
            for (const { name } of page.rows) seen.add(name);
          };
          await walk.run(list.page, take, always).catch(() => undefined);
        }
        expect(walk.isComplete).toBe(true);
        expect(seen.size).toBe(rows.length);
      },
    ),
    { numRuns: 3_000 },
  );
});

// Calls cost money and quota: meeting in the middle must not ask for the list twice.
test.each([0, 1, 99, 100, 101, 250, 1_000, 10_000])(
  "lists %i secrets with few calls",
  async (count) => {
    const rows = Array.from({ length: count }, (_, at) => rowOf(`s-${at}`, { createdMs: at }));
    const list = listOver(rows, { pageSizes: [100] });
    await new Walk().run(list.page, () => undefined, always);
    expect(list.calls()).toBeLessThanOrEqual(Math.max(1, Math.ceil(count / 100)) + 2);
  },
);

test("stops asking when nobody looks, and goes on where it was", async () => {
  const rows = Array.from({ length: 1_000 }, (_, at) => rowOf(`s-${at}`, { createdMs: at }));
  const list = listOver(rows, { pageSizes: [100] });
  const walk = new Walk();
  let looks = 4;
  const whileLooked = () => {
    looks -= 1;
    return looks >= 0;
  };
  await walk.run(list.page, () => undefined, whileLooked);
  expect(walk.isComplete).toBe(false);
  const before = list.calls();
  await walk.run(list.page, () => undefined, always);
  expect(walk.isComplete).toBe(true);
  expect(list.calls()).toBeLessThanOrEqual(12);
  expect(before).toBeLessThanOrEqual(5);
});
