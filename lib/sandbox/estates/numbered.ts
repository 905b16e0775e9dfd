import type { World } from "../contract";

/** Not filled yet. */
export async function numberedEstate(world: World, _count: number): Promise<void> {
  world.account("111122223333");
}
