import { expect, test } from "vitest";
import { buildTimeline } from "./timeline";
import { timelineRows } from "./timeline-rows";
import type { TrailEvent } from "./trail-event";

const END = new Date("2026-08-01T12:00:00.000Z");

function kindOf(more: Partial<TrailEvent>): string | undefined {
  const event: TrailEvent = {
    eventId: "e1",
    at: "2026-08-01T10:00:00.000Z",
    name: "GetSecretValue",
    isServiceEvent: false,
    readOnly: true,
    actor: { kind: "role", words: "role rotate-db", source: "sdk" },
    ...more,
  };
  const timeline = buildTimeline(
    {
      createdAt: "2026-07-01T00:00:00.000Z",
      versions: [],
      versionsAreComplete: true,
      observations: [],
      events: [event],
      trailCovers: [],
    },
    END,
  );
  return timelineRows(timeline, [event], []).find(({ evidence }) => evidence === "e1")?.kind;
}

// Facts 2.4: createSecret asks for AWSPENDING first, and is told that it has no value yet.
test("a rotation that looks for a value that is not there yet is no refusal", () => {
  expect(kindOf({})).toBe("value read");
  expect(kindOf({ errorCode: "ResourceNotFoundException" })).toBe("nothing to read");
  expect(kindOf({ errorCode: "AccessDenied" })).toBe("refused");
  expect(kindOf({ name: "PutSecretValue", errorCode: "ResourceNotFoundException" })).toBe(
    "refused",
  );
});
