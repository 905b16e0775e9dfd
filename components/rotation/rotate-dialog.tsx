"use client";

import { useState } from "react";
import { StepUp } from "@/components/secret/step-up";
import { Button } from "@/components/ui/button";
import { Ago } from "@/components/ui/date";
import { Dialog } from "@/components/ui/dialog";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf } from "@/components/ui/money";
import { rotateNow, testRotation } from "@/lib/actions/rotation";
import { useRead } from "@/lib/browser/read";
import { useAction } from "@/lib/browser/use-action";
import { needsFunction } from "@/lib/domain/rotation-inputs";
import type { SecretDetail } from "@/lib/domain/secret";
import { FollowRun, FollowTest } from "./follow-run";

const words = {
  rotate: { title: "Rotate now?", button: "Rotate now", busy: "Asking AWS…" },
  resume: { title: "Ask AWS to try again?", button: "Try again", busy: "Asking AWS…" },
  test: { title: "Test without rotating?", button: "Test now", busy: "Asking AWS…" },
};

/** Says who may notice, begins the rotation or its test, and stays until the truth is known. */
export function RotateDialog({
  secret,
  kind,
  pendingVersionId,
  onClose,
}: {
  secret: SecretDetail;
  kind: keyof typeof words;
  /** To resume: the version that AWSPENDING was left on. */
  pendingVersionId?: string;
  onClose: () => void;
}) {
  const [token] = useState(() => pendingVersionId ?? crypto.randomUUID());
  const [startedAt, setStartedAt] = useState<string>();
  const begin = useAction(kind === "test" ? testRotation : rotateNow);
  const { title, button, busy } = words[kind];
  const submit = async () => {
    const outcome = await begin.run({ arn: secret.arn, token });
    if (outcome.ok) setStartedAt(outcome.data.readAt);
  };
  return (
    <Dialog
      open
      busy={begin.isPending}
      onOpenChange={onClose}
      title={startedAt ? (kind === "test" ? "Testing" : "Rotating") : title}
      description={`${secret.name} in ${secret.accountName} (${secret.accountId}), ${secret.region}`}
      actions={
        startedAt ? (
          <Button onClick={onClose}>Close</Button>
        ) : (
          <>
            <Button onClick={onClose} disabled={begin.isPending}>
              Cancel
            </Button>
            <Button look="primary" onClick={submit} disabled={begin.isPending}>
              {begin.isPending ? busy : button}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-3 text-table">
        {!startedAt && <Before secret={secret} kind={kind} />}
        {startedAt &&
          (kind === "test" ? (
            <FollowTest arn={secret.arn} since={startedAt} />
          ) : (
            <FollowRun arn={secret.arn} versionId={token} />
          ))}
        {begin.failure?.code === "step-up-needed" ? (
          <StepUp />
        ) : (
          begin.failure && (
            <FailureAlert title={failureTitle(begin.failure.code)} failure={begin.failure} />
          )
        )}
      </div>
    </Dialog>
  );
}

function failureTitle(code: string): string {
  if (code === "not-confirmed") {
    return "Not confirmed: AWS may have begun. Close this and look at the runs.";
  }
  return "Nothing was begun.";
}

function Before({ secret, kind }: { secret: SecretDetail; kind: keyof typeof words }) {
  if (kind === "test") {
    return (
      <p className="text-ink-2">
        AWS runs testSecret alone, on a temporary version that holds a copy of the current value,
        and removes it again. The value stays. With a schedule by rate or days AWS may still rotate
        at the window it had planned before.
      </p>
    );
  }
  return (
    <>
      <p className="text-ink-2">
        {kind === "resume"
          ? "AWS repeats all four steps with the version that is pending. If the cause is not mended it fails again at the same step, and nothing is lost by it."
          : `The value is replaced within a minute, as a rule. ${needsFunction(secret) ? "A function for a single user changes the password in setSecret, before the labels move: whoever logs in meanwhile with the old one is refused. " : ""}Applications that cache go on with the old value until they ask again.`}
      </p>
      <Readers arn={secret.arn} />
    </>
  );
}

const DAY_MS = 86_400_000;

/** Who asked for the value in the last 24 hours, as far as CloudTrail was read. */
function Readers({ arn }: { arn: string }) {
  const { data, error } = useRead("readers", { arn });
  if (error) {
    return <FailureAlert title="Who read it is not known." failure={error.failure} />;
  }
  if (!data) return <p role="status">Looking up who read it…</p>;
  const { lastWeek, trail, readAt } = data;
  const since = new Date(Date.parse(readAt) - DAY_MS).toISOString();
  if (!trail.covered || trail.covered.from > since) {
    return (
      <p>
        Who read it in the last 24 hours is not known yet: CloudTrail{" "}
        {trail.failure ? "could not be read" : "is being read"} here.
      </p>
    );
  }
  const readers = lastWeek.filter(
    ({ lastReadAt }) => lastReadAt !== undefined && lastReadAt >= since,
  );
  if (readers.length === 0) return <p>Nobody read it in the last 24 hours, says CloudTrail.</p>;
  return (
    <table className="w-full border-collapse text-left">
      <caption className="mb-1 text-left font-medium">
        Read in the last 24 hours by {countOf(readers.length, "caller")}
      </caption>
      <tbody>
        {readers.map(({ id, words: who, kind, lastReadAt }) => (
          <tr key={id}>
            <th scope="row" className="break-names py-0.5 pr-3 font-normal">
              {who} <span className="text-caption text-ink-3">{kind}</span>
            </th>
            <td className="tabular whitespace-nowrap py-0.5 text-right text-ink-2">
              last {lastReadAt && <Ago at={lastReadAt} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
