"use client";

import { useState } from "react";
import { LabelDialog } from "@/components/secret/label-dialog";
import { useSignedInAgain } from "@/components/secret/step-up";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { useRead } from "@/lib/browser/read";
import { needsFunction } from "@/lib/domain/rotation-inputs";
import type { SecretDetail } from "@/lib/domain/secret";
import { blockingPending } from "@/lib/domain/staging-labels";
import { RotateDialog } from "./rotate-dialog";
import { ScheduleDialog } from "./schedule-dialog";
import { TurnOffDialog } from "./turn-off-dialog";

type Act = "rotate" | "resume" | "test" | "schedule" | "turn-off" | "clear";

/** Why AWS would refuse all of it; undefined = it would not. */
function whyNot({ isReplica, primaryRegion, deletionRequestedAt }: SecretDetail) {
  if (deletionRequestedAt) return "This secret is pending deletion: AWS does not rotate it.";
  if (isReplica)
    return `This is a replica: rotation runs in the primary's Region, ${primaryRegion}.`;
  return undefined;
}

/** Rotate, test, schedule, turn off; and what helps if a run left AWSPENDING behind. */
export function RotationActions({ secret }: { secret: SecretDetail }) {
  const [act, setAct] = useState<Act>();
  const again = useSignedInAgain();
  const refused = whyNot(secret);
  // A run that is open explains the label: only CloudTrail knows, so the tab's own read says.
  const { data } = useRead("rotation-of-secret", { arn: secret.arn });
  const stuck = data?.standing.word === "stuck" ? blockingPending(secret.labels) : undefined;
  const isOn = secret.rotationEnabled;
  const service = secret.owningService?.toUpperCase();
  const hasFunction = needsFunction(secret);
  const close = () => setAct(undefined);
  if (refused) return <Alert tone="info" title={refused} />;
  return (
    <section aria-label="Rotation actions" className="flex flex-col gap-3 print:hidden">
      {again && <Alert tone="info" title="You have signed in again. Click once more." />}
      {service && (
        <Alert
          tone="info"
          title={`${service} manages this secret: AWS lets you change when it rotates, and rotate it now.`}
        >
          Nothing else: AWS refuses a function of your own, and turning rotation off.
        </Alert>
      )}
      {stuck && (
        <Alert
          tone="warn"
          title={`AWSPENDING is on …${stuck.slice(-4)}, which is not current, and no run is open: it blocks every later rotation.`}
          actions={
            <>
              <Button onClick={() => setAct("resume")}>Resume…</Button>
              <Button onClick={() => setAct("clear")}>Clear AWSPENDING…</Button>
            </>
          }
        >
          Find out which value the database accepts first. If it is the pending one, make that
          version current on the Timeline tab; if it is the current one, clear the label; if the
          cause is mended, resume. The console cannot know which, and does not guess.
        </Alert>
      )}
      <div className="flex flex-wrap gap-2">
        {isOn && !stuck && (
          <>
            <Button look="primary" onClick={() => setAct("rotate")}>
              Rotate now…
            </Button>
            {hasFunction && <Button onClick={() => setAct("test")}>Test without rotating…</Button>}
          </>
        )}
        <Button look={isOn ? "secondary" : "primary"} onClick={() => setAct("schedule")}>
          {isOn ? "Change schedule…" : "Turn on rotation…"}
        </Button>
        {isOn && !service && <Button onClick={() => setAct("turn-off")}>Turn off…</Button>}
      </div>
      {(act === "rotate" || act === "test") && (
        <RotateDialog secret={secret} kind={act} onClose={close} />
      )}
      {act === "resume" && stuck && (
        <RotateDialog secret={secret} kind="resume" pendingVersionId={stuck} onClose={close} />
      )}
      {act === "schedule" && <ScheduleDialog secret={secret} onClose={close} />}
      {act === "turn-off" && <TurnOffDialog secret={secret} onClose={close} />}
      {act === "clear" && stuck && (
        <LabelDialog
          secret={secret}
          act={{ do: "clear-pending", versionId: stuck }}
          onClose={close}
        />
      )}
    </section>
  );
}
