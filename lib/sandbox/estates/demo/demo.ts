import type { World } from "../../contract";

/** Not filled yet. */
export async function demo(world: World): Promise<void> {
  world.account("111122223333");
  world.account("444455556666");
}
