import type { World } from "../contract";
import { demo } from "./demo/demo";
import { numberedEstate } from "./numbered";

/** Fills a world that was just made or reset. */
export type Estate = (world: World) => Promise<void>;

export const estates = {
  /** One account, 111122223333, without a secret. */
  empty: async (world: World) => {
    world.account("111122223333");
  },
  /** Two accounts, six Regions, about 240 secrets and 120 days of history. */
  demo,
} as const satisfies Record<string, Estate>;

/** An estate of `count` secrets in us-east-1 of account 111122223333. */
export function numbered(count: number): Estate {
  return (world) => numberedEstate(world, count);
}

/** The estate a command line names: `empty`, `demo` or a number; undefined if it names none. */
export function estateNamed(name: string): Estate | undefined {
  if (/^\d{1,7}$/.test(name)) return numbered(Number(name));
  return Object.hasOwn(estates, name) ? estates[name as keyof typeof estates] : undefined;
}
