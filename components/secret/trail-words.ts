import { isoMinute } from "@/components/ui/date";
import type { TrailProgress } from "@/lib/domain/secret-history";

/** How far CloudTrail was read for a secret's Region: what an answer from it rests on. */
export function trailWords({ covered, isWhole, failure, pagesRead }: TrailProgress): string {
  const read = covered
    ? `CloudTrail read from ${isoMinute(covered.from)} to ${isoMinute(covered.to)} UTC`
    : "CloudTrail not read yet";
  if (isWhole) return `${read}, as far back as it keeps (90 days).`;
  if (failure) return `${read}.`;
  return `${read}, ${pagesRead} pages so far; AWS allows two a second. Continues by itself.`;
}
