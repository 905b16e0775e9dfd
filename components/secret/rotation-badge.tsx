"use client";

import { Badge, type Tone } from "@/components/ui/badge";
import { useClock } from "@/components/ui/clock";
import { daysWords } from "@/components/ui/date";
import type { RotationState } from "@/lib/domain/secret";

const DAY_MS = 86_400_000;

const tones: Record<RotationState["word"], Tone> = {
  "no rotation": "quiet",
  off: "quiet",
  "on time": "ok",
  due: "warn",
  overdue: "bad",
  stuck: "warn",
  pending: "info",
  managed: "ok",
  external: "ok",
};

/** How rotation stands, in the list's words: "overdue 4 d", "stuck: AWSPENDING". */
export function RotationBadge({ rotation }: { rotation: RotationState }) {
  const { now } = useClock();
  return (
    <Badge tone={tones[rotation.word]} icon={tones[rotation.word] !== "quiet"}>
      {rotationWords(rotation, now)}
    </Badge>
  );
}

export function rotationWords(rotation: RotationState, now: number): string {
  switch (rotation.word) {
    case "overdue":
      return `overdue ${wholeDays(now - Date.parse(rotation.since))}`;
    case "due":
      return `due in ${wholeDays(Date.parse(rotation.nextBy) - now)}`;
    case "stuck":
      return "stuck: AWSPENDING";
    case "pending":
      return "rotating now";
    case "off":
      return rotation.leftOverRules ? "off, old rules remain" : "off";
    case "managed":
      return `managed by ${rotation.by.toUpperCase()}`;
    case "external":
      return rotation.type;
    case "on time":
    case "no rotation":
      return rotation.word;
  }
}

function wholeDays(ms: number): string {
  return ms < DAY_MS ? "< 1 d" : daysWords(Math.floor(ms / DAY_MS));
}
