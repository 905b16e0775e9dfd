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

/** An estate of `count` secrets in us-east-1 of account 111122223333; `isRotating` = all rotate. */
export function numbered(count: number, isRotating = false): Estate {
  return (world) => numberedEstate(world, count, isRotating);
}

/**
 * The estate a command line names: `empty`, `demo`, a number, or a number with `-rotating` for the
 * benchmark of the rotation page; undefined if it names none.
 */
export function estateNamed(name: string): Estate | undefined {
  const [, count, rotating] = /^(\d{1,7})(-rotating)?$/.exec(name) ?? [];
  if (count) return numbered(Number(count), rotating !== undefined);
  return Object.hasOwn(estates, name) ? estates[name as keyof typeof estates] : undefined;
}
