"use client";

import { type FormEvent, useState } from "react";
import { StepUpBeside } from "@/components/secret/step-up";
import { Button } from "@/components/ui/button";
import { useClock } from "@/components/ui/clock";
import { Dialog } from "@/components/ui/dialog";
import { FailureAlert } from "@/components/ui/failure-alert";
import { TextField } from "@/components/ui/field";
import { announce } from "@/components/ui/status";
import { changeSchedule } from "@/lib/actions/rotation";
import { useAction } from "@/lib/browser/use-action";
import { ChangeScheduleInput, needsFunction } from "@/lib/domain/rotation-inputs";
import { type RotationRules, readSchedule, scheduleRefusals } from "@/lib/domain/rotation-schedule";
import { nextWindows } from "@/lib/domain/rotation-windows";
import { scheduleInWords } from "@/lib/domain/rotation-words";
import type { SecretDetail } from "@/lib/domain/secret";
import { FunctionField } from "./function-field";
import { WindowTime } from "./window-words";

const PREVIEWED = 5;

/** Turns rotation on or changes when it comes: preview first, AWS's rules in our words. */
export function ScheduleDialog({ secret, onClose }: { secret: SecretDetail; onClose: () => void }) {
  const [token] = useState(() => crypto.randomUUID());
  const [expression, setExpression] = useState(
    secret.scheduleExpression ??
      (secret.rotateAfterDays ? `rate(${secret.rotateAfterDays} days)` : "rate(30 days)"),
  );
  const [duration, setDuration] = useState(secret.windowDuration ?? "");
  const [functionArn, setFunctionArn] = useState(secret.rotationFunctionArn ?? "");
  const [rotatesNow, setRotatesNow] = useState(false);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const change = useAction(changeSchedule);
  const hasFunction = needsFunction(secret);
  const rules = { scheduleExpression: expression.trim(), duration: duration.trim() || undefined };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const input = {
      arn: secret.arn,
      token,
      functionArn: hasFunction ? functionArn : undefined,
      rules,
      rotateNow: rotatesNow,
    };
    const found = problemsOf(input);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const outcome = await change.run(input);
    if (!outcome.ok) return;
    announce(secret.rotationEnabled ? "The schedule is changed." : "Rotation is on.");
    onClose();
  };
  const says = secret.rotationEnabled ? "Save the schedule" : "Turn rotation on";
  return (
    <Dialog
      open
      wide
      busy={change.isPending}
      onOpenChange={onClose}
      title={secret.rotationEnabled ? "Change the schedule" : "Turn on rotation"}
      description={`${secret.name} in ${secret.accountName} (${secret.accountId}), ${secret.region}`}
      actions={
        <>
          <Button onClick={onClose} disabled={change.isPending}>
            Cancel
          </Button>
          <Button look="primary" type="submit" form="schedule-form" disabled={change.isPending}>
            {change.isPending ? "Saving and checking…" : rotatesNow ? `${says} and rotate` : says}
          </Button>
        </>
      }
    >
      <form id="schedule-form" onSubmit={submit} className="flex flex-col gap-4 text-table">
        <div className="grid gap-4 cards:grid-cols-[2fr_1fr]">
          <TextField
            label="When"
            value={expression}
            error={problems["rules.scheduleExpression"] ?? problems["rules.automaticallyAfterDays"]}
            onChange={(event) => setExpression(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            help="rate(30 days), rate(12 hours), or cron(0 2 ? * SUN *): always UTC, minutes 0."
          />
          <TextField
            label="Window"
            value={duration}
            error={problems["rules.duration"]}
            onChange={(event) => setDuration(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            placeholder="3h"
            help="1h to 24h; empty = to the end of the UTC day, an hour for hourly ones."
          />
        </div>
        <Preview secret={secret} rules={rules} />
        {hasFunction && (
          <FunctionField
            arn={secret.arn}
            value={functionArn}
            error={problems.functionArn}
            onChange={setFunctionArn}
          />
        )}
        <label className="flex min-h-6 items-center gap-2">
          <input
            type="checkbox"
            checked={rotatesNow}
            onChange={(event) => setRotatesNow(event.target.checked)}
            className="size-4 accent-accent"
          />
          Rotate at once as well
        </label>
        <SideEffects rules={rules} rotatesNow={rotatesNow} secret={secret} />
        {change.failure?.code === "step-up-needed" ? (
          <StepUpBeside />
        ) : (
          change.failure && (
            <FailureAlert
              title={
                change.failure.code === "not-confirmed"
                  ? "Not confirmed: AWS may have stored it. Close this and look."
                  : "Nothing was stored."
              }
              failure={change.failure}
            />
          )
        )}
      </form>
    </Dialog>
  );
}

/** The very check that the server makes, for words at once. */
function problemsOf(input: unknown): Record<string, string> {
  const parsed = ChangeScheduleInput.safeParse(input);
  if (parsed.success) return {};
  return Object.fromEntries(
    parsed.error.issues.map(({ path, message }) => [path.join("."), message]),
  );
}

function Preview({ secret, rules }: { secret: SecretDetail; rules: RotationRules }) {
  const { now } = useClock();
  const refusals = scheduleRefusals(rules);
  const schedule = refusals.length === 0 ? readSchedule(rules) : undefined;
  if (!schedule) {
    return (
      <p aria-live="polite" className="rounded-control bg-sunken px-3 py-2 text-ink-2">
        {refusals[0]?.says ?? "No schedule yet."}
      </p>
    );
  }
  // A new rate counts from now on; the date that AWS gives belongs to the old one.
  const facts = { lastChangedValueAt: new Date(now) };
  const windows = nextWindows(schedule, facts, new Date(now), PREVIEWED);
  return (
    <div aria-live="polite" className="rounded-control bg-sunken px-3 py-2">
      <p className="font-medium">Rotates {scheduleInWords(schedule)}.</p>
      <p className="mt-1 text-caption text-ink-3">
        {schedule.kind === "cron"
          ? "The next five windows:"
          : "About, since a rate counts from the last change of the value, which AWS alone dates:"}
      </p>
      <ol className="grid gap-x-6 cards:grid-cols-2">
        {windows.map(({ from, to }) => (
          <li key={from.toISOString()}>
            <WindowTime from={from.toISOString()} to={to.toISOString()} withDay />
          </li>
        ))}
      </ol>
      {secret.nextRotationBy && (
        <p className="mt-1 text-caption text-ink-3">
          Now AWS promises a rotation no later than{" "}
          {secret.nextRotationBy.slice(0, 16).replace("T", " ")} UTC.
        </p>
      )}
    </div>
  );
}

/** What AWS does besides what was asked for (facts 2.4). */
function SideEffects({
  rules,
  rotatesNow,
  secret,
}: {
  rules: RotationRules;
  rotatesNow: boolean;
  secret: SecretDetail;
}) {
  const isRate = rules.scheduleExpression?.startsWith("rate");
  const effects = [
    rotatesNow
      ? "The value is replaced at once: look who reads it first, under “Rotate now…”."
      : needsFunction(secret) &&
        "AWS tests the function at once: it runs testSecret alone on a copy of the current value.",
    !rotatesNow &&
      secret.rotationEnabled &&
      isRate &&
      "With a rate, the rotation that was planned before may still come once. A cron schedule does not have that problem.",
    "Writing a value by hand counts as a rotation when AWS computes the next date.",
  ];
  return (
    <ul className="list-disc pl-5 text-ink-2">
      {effects.filter(Boolean).map((effect) => (
        <li key={String(effect)}>{effect}</li>
      ))}
    </ul>
  );
}
