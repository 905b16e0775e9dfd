import fc from "fast-check";
import { expect, it } from "vitest";
import { OrderedList } from "./ordered";

const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 200 });

// Small chunks, so that splitting and emptying happen all the time.
it("is the sorted list of what was added and not taken out, walked from any place", () => {
  fc.assert(
    fc.property(numbers, numbers, fc.integer({ min: 0, max: 500 }), (added, removed, place) => {
      const list = new OrderedList<number>((a, b) => a - b, 4);
      for (const each of added) list.add(each);
      for (const each of removed) list.remove(each);
      const rest = added.filter((each) => !removed.includes(each)).sort((a, b) => a - b);
      expect(list.size).toBe(rest.length);
      expect([...list.upward()]).toEqual(rest);
      expect([...list.downward()]).toEqual([...rest].reverse());
      expect([...list.upward((each) => each - place)]).toEqual(rest.filter((n) => n >= place));
      const below = rest.filter((n) => n < place).reverse();
      expect([...list.downward((each) => each - place)]).toEqual(below);
    }),
  );
});

it("keeps order when everything comes at the end, and when everything goes", () => {
  const list = new OrderedList<number>((a, b) => a - b, 4);
  for (let i = 0; i < 50; i++) list.add(i);
  for (let i = 0; i < 50; i += 2) list.remove(i);
  expect([...list.upward()].length).toBe(25);
  for (let i = 1; i < 50; i += 2) list.remove(i);
  expect([...list.upward()]).toEqual([]);
  list.add(7);
  expect([...list.downward()]).toEqual([7]);
});
