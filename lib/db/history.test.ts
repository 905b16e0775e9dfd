import { describe, expect, test } from "vitest";
import type { TrailEvent } from "@/lib/domain/trail-event";
import { databases, useDatabase } from "./databases.test-support";
import { observationsOf, observe } from "./observations";
import {
  noteTrailFailure,
  storeTrailPage,
  trailCursor,
  trailOfPlace,
  trailOfSecret,
} from "./trail";

const elsewhere = { accountId: "444455556666", region: "eu-west-1" };

/** Tests share a database; each has a Region of its own. */
const regionOf = (letter: string) => ({ accountId: "111122223333", region: `eu-west-${letter}` });
const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-XTUSpD";
const secret = { arn, name: "prod/db" };
const now = "2026-11-21T00:00:00.000Z";

function event(eventId: string, at: string, more: Partial<TrailEvent> = {}): TrailEvent {
  const actor = { kind: "role", words: "role app", source: "sdk" } as const;
  return {
    eventId,
    at,
    name: "PutSecretValue",
    isServiceEvent: false,
    readOnly: false,
    actor,
    ...more,
  };
}

describe.each(databases)("history on $kind", ({ kind }) => {
  useDatabase(kind);

  // A page counts once however often it is read, and never without the place where to go on.
  test("a page and its cursor are stored together, repeats once", async () => {
    const place = regionOf("1");
    const page = [event("a", "2026-11-20T10:00:00.000Z", { secretArn: arn })];
    const walk = {
      from: "2026-11-20T00:00:00.000Z",
      to: "2026-11-21T00:00:00.000Z",
      token: "next",
    };
    await storeTrailPage({ ...place, pagesRead: 1, newer: walk }, page, walk.to);
    await storeTrailPage({ ...place, pagesRead: 2, covered: walk }, page, walk.to);
    expect((await trailCursor(place)).cursor).toEqual({ ...place, pagesRead: 2, covered: walk });
    expect((await trailOfSecret(place, secret)).events).toEqual(page);
    expect((await trailCursor(elsewhere)).cursor).toEqual({ ...elsewhere, pagesRead: 0 });
  });

  test("events are found however the caller typed the secret, and only this secret's", async () => {
    const place = regionOf("2");
    const typed = (id: string, secretAsTyped: string) =>
      event(id, "2026-11-20T10:00:00.000Z", { secretAsTyped });
    const mine = [typed("n", "prod/db"), typed("f", arn), typed("p", arn.slice(0, -7))];
    const others = [
      typed("x", "prod/db2"),
      event("y", "2026-11-20T10:00:00.000Z", {
        secretAsTyped: "prod/db",
        secretArn: arn.replace("XTUSpD", "0xn1mO"),
      }),
    ];
    await storeTrailPage({ ...place, pagesRead: 1 }, [...mine, ...others], now);
    await storeTrailPage({ ...elsewhere, pagesRead: 1 }, [typed("e", "prod/db")], now);
    const { events } = await trailOfSecret(place, secret);
    expect(new Set(events.map(({ eventId }) => eventId))).toEqual(new Set(["n", "f", "p"]));
  });

  // CloudTrail answers newest first and keeps whole seconds: the order within one is its order.
  test("events of one second keep the order in which they happened", async () => {
    const place = regionOf("3");
    const at = "2026-11-20T10:00:00.000Z";
    const store = (ids: string[], upTo: string) =>
      storeTrailPage(
        { ...place, pagesRead: 1 },
        ids.map((id) => event(id, at, { secretArn: arn })),
        upTo,
      );
    await store(["second", "first"], at);
    await store(["third", "second", "first"], now);
    const { events } = await trailOfSecret(place, secret);
    expect(events.map(({ eventId }) => eventId)).toEqual(["first", "second", "third"]);
    const some = await trailOfPlace(place, ["PutSecretValue"], new Date(at), new Date(at));
    expect(some.map(({ eventId }) => eventId)).toEqual(["first", "second", "third"]);
    expect(await trailOfPlace(place, ["DeleteSecret"], new Date(at), new Date(at))).toEqual([]);
  });

  test("a failure is remembered beside the cursor until a page is read", async () => {
    const place = regionOf("4");
    const failure = { code: "denied-by-aws", says: "no" } as const;
    await noteTrailFailure(place, failure);
    expect(await trailCursor(place)).toEqual({ cursor: { ...place, pagesRead: 0 }, failure });
    await storeTrailPage({ ...place, pagesRead: 1 }, [], now);
    expect(await trailCursor(place)).toEqual({
      cursor: { ...place, pagesRead: 1 },
      failure: undefined,
    });
  });

  // One row a stretch, so that daily looks at 100,000 secrets cost rows only where something moved.
  test("looks that show the same are one stretch; a change begins another", async () => {
    const look = (held: string, lastChangedAt: string) => [
      { arn, labels: { [held]: ["AWSCURRENT"] }, lastChangedAt },
    ];
    const moment = (minute: number) => new Date(Date.UTC(2026, 10, 21, 10, minute));
    await observe(look("v1", "2026-11-21T09:00:00.000Z"), moment(0));
    await observe(look("v1", "2026-11-21T09:00:00.000Z"), moment(5));
    await observe(look("v2", "2026-11-21T10:07:00.000Z"), moment(9));
    await observe(look("v1", "2026-11-21T10:11:00.000Z"), moment(12));
    const seen = await observationsOf(arn);
    expect(seen.map(({ at, labels }) => `${at.slice(14, 16)} ${Object.keys(labels)[0]}`)).toEqual([
      "00 v1",
      "05 v1",
      "09 v2",
      "12 v1",
    ]);
    expect(seen[2]).toMatchObject({ lastChangedAt: "2026-11-21T10:07:00.000Z" });
  });

  test("1,200 secrets are observed at once", async () => {
    const many = Array.from({ length: 1200 }, (_, at) => ({
      arn: `${arn}${at}`,
      labels: { v1: ["AWSCURRENT"] },
    }));
    await observe(many, new Date("2026-11-21T10:00:00Z"));
    await observe(many, new Date("2026-11-21T10:05:00Z"));
    expect(await observationsOf(`${arn}1199`)).toHaveLength(2);
  });
});
