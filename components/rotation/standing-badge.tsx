"use client";

import { Badge, type Tone } from "@/components/ui/badge";
import { useClock } from "@/components/ui/clock";
import { spanWords } from "@/components/ui/date";
import { standingWords } from "@/lib/domain/rotation-page";
import type { Standing, StandingWord } from "@/lib/domain/rotation-standing";

const tones: Record<StandingWord, Tone> = {
  stuck: "warn",
  failed: "bad",
  overdue: "bad",
  rotating: "info",
  due: "quiet",
  "on time": "ok",
  managed: "ok",
  external: "ok",
  off: "quiet",
  "no rotation": "quiet",
};

/** How rotation stands: icon, word and colour; the word says the thing ("failed at setSecret"). */
export function StandingBadge({ standing }: { standing: Standing }) {
  const { now } = useClock();
  const { word, since } = standing;
  const age = word === "overdue" && since ? ` ${spanWords(now - Date.parse(since))}` : "";
  return (
    <Badge tone={tones[word]} failed={word === "failed"} icon={word !== "due"}>
      {standingWords(standing)}
      {age}
    </Badge>
  );
}
