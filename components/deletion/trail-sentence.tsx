import { countOf } from "@/components/ui/money";
import type { TrailReach } from "@/lib/domain/pending-deletion";

/** How far CloudTrail was read for the whole estate, and where it could not be. */
export function TrailSentence({ trail }: { trail: readonly TrailReach[] }) {
  const whole = trail.filter(({ isWhole }) => isWhole).length;
  const failed = trail.filter(({ failure }) => failure);
  const isDone = whole + failed.length === trail.length;
  return (
    <p role="status" className="text-ink-2 text-table">
      CloudTrail read as far back as it keeps (90 days) in {whole} of{" "}
      {countOf(trail.length, "Region")}.{" "}
      {!isDone && "The rest is being read; AWS allows two look-ups a second. Continues by itself. "}
      {failed.map(({ accountName, region, failure }) => (
        <span key={`${accountName}/${region}`} className="text-bad">
          {region} ({accountName}): {failure?.says}{" "}
          {failure?.aws?.iamAction && (
            <>
              Needed: <code className="font-mono">{failure.aws.iamAction}</code>.{" "}
            </>
          )}
        </span>
      ))}
    </p>
  );
}
