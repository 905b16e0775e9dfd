import { beforeEach, describe, expect, test } from "vitest";
import { standIn } from "@/lib/aws/stand-in.test-support";
import { database } from "@/lib/db/client";
import { useDatabase } from "@/lib/db/databases.test-support";
import { health } from "./health";

// Each test asks at a time of its own: an answer is kept for five seconds.
let at = Date.now();
function ask() {
  at += 60_000;
  return health(at);
}

describe("health", () => {
  useDatabase("postgres");
  const world = standIn();

  beforeEach(() => world.sandbox.controls.faults.clear());

  test("is ok when database, ledger and AWS answer, and asks AWS once for many", async () => {
    expect(await ask()).toEqual({ status: "ok" });
    const before = world.sandbox.world.calls.length;
    await Promise.all(Array.from({ length: 50 }, () => health(at + 1_000)));
    expect(world.sandbox.world.calls).toHaveLength(before);
  });

  test("names AWS when it does not answer", async () => {
    const effect = { kind: "error", when: "before", status: 503, code: "X", message: "" } as const;
    world.sandbox.controls.faults.add({ service: "sts", effect });
    expect(await ask()).toEqual({ status: "failing", failing: ["aws"] });
  });

  // A load balancer must not send people to a console that can record nothing.
  test("names the ledger when it cannot be appended to", async () => {
    const { db } = await database();
    await db.execute("ALTER TABLE ledger_head RENAME TO ledger_head_gone");
    expect(await ask()).toEqual({ status: "failing", failing: ["ledger"] });
    await db.execute("ALTER TABLE ledger_head_gone RENAME TO ledger_head");
    expect(await ask()).toEqual({ status: "ok" });
  });
});
