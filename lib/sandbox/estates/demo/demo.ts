import type { Dispatch, World } from "../../contract";
import { dispatch } from "../../dispatch";
import { background } from "./background";
import type { CastMember } from "./cast";
import { deletionCast } from "./deletions";
import { planKeys } from "./keys";
import { managedCast } from "./managed";
import { ownershipCast } from "./ownership";
import { policyCast } from "./policies";
import { production } from "./principals";
import { replicaCast } from "./replicas";
import { rotationCast } from "./rotations";
import { Stage } from "./stage";
import { timelineCast } from "./timelines";
import { valueCast } from "./values";

/** What the demo estate promises to show, for those who compare. */
export interface DemoManifest {
  /** All scripted moments count back from here. */
  anchor: Date;
  cast: readonly CastMember[];
}

const manifests = new WeakMap<World, DemoManifest>();

/** The manifest of a world that `demo` filled, undefined for any other. */
export function demoManifest(world: World): DemoManifest | undefined {
  return manifests.get(world);
}

/** The secret whose age tells a client on the other side of HTTP when the estate was made. */
export const anchorSecret = {
  accountId: production,
  region: "eu-west-1",
  name: "prod/ledger/rolled-back-by-hand",
} as const;

const ANCHOR_AGE_MS = 110 * 86_400_000;

/** The manifest of an estate by the CreatedDate of its `anchorSecret`, as DescribeSecret gives it. */
export function manifestFrom(createdDate: Date): DemoManifest {
  return manifestAt(new Date(createdDate.getTime() + ANCHOR_AGE_MS));
}

/** The manifest an estate would have that was asked for at `moment`; nothing is built. */
function manifestAt(moment: Date): DemoManifest {
  return planned(moment, () => Promise.resolve(null)).manifest;
}

/**
 * Two accounts, three Regions each, about 240 secrets: 120 days of calls by people, programs and
 * infrastructure code, replayed at their own simulated times, so that labels, dates and CloudTrail
 * say the same. Some secrets are older than that. The clock ends at the present and runs.
 */
export async function demo(world: World): Promise<void> {
  const startedAt = performance.now();
  const now = world.clock.now();
  const { stage, manifest } = planned(now, dispatch);
  manifests.set(world, manifest);
  world.clock.freeze();
  world.clock.set(stage.begins);
  await stage.replay(world);
  world.clock.set(new Date(now.getTime() + performance.now() - startedAt));
  world.clock.run();
}

function planned(now: Date, send: Dispatch): { stage: Stage; manifest: DemoManifest } {
  const anchor = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
  const stage = new Stage(anchor, send);
  planKeys(stage);
  const cast = [
    ...timelineCast(stage),
    ...rotationCast(stage),
    ...deletionCast(stage),
    ...replicaCast(stage),
    ...ownershipCast(stage),
    ...managedCast(stage),
    ...valueCast(stage),
    ...policyCast(stage),
  ];
  background(stage);
  return { stage, manifest: { anchor, cast } };
}
