"use client";

import { type FormEvent, useState } from "react";
import { StepUpBeside } from "@/components/secret/step-up";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { FailureAlert } from "@/components/ui/failure-alert";
import { TextField } from "@/components/ui/field";
import { announce } from "@/components/ui/status";
import { generatePassword } from "@/lib/actions/new-value";
import { perform } from "@/lib/browser/use-action";
import type { FailureView } from "@/lib/domain/failure";
import type { Place } from "@/lib/domain/place";
import { type PasswordRules, passwordProblem, usualRules } from "@/lib/domain/random-password";

const excludes = [
  ["excludeLowercase", "lowercase letters"],
  ["excludeUppercase", "uppercase letters"],
  ["excludeNumbers", "digits"],
  ["excludePunctuation", "punctuation"],
] as const;

/** Has AWS make a password by every rule it knows. The result goes into its field, masked. */
export function PasswordDialog({
  name,
  place,
  onMade,
  onClose,
}: {
  name: string;
  place: Place;
  onMade: (password: string) => void;
  onClose: () => void;
}) {
  const [rules, setRules] = useState<PasswordRules>(usualRules);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<FailureView>();
  const set = (some: Partial<PasswordRules>) => setRules({ ...rules, ...some });
  const problem = lengthProblem(rules.length) ?? passwordProblem(rules);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // The dialog stands inside another form as far as React's events go.
    event.stopPropagation();
    if (problem) return;
    setBusy(true);
    const outcome = await perform(generatePassword, {
      accountId: place.accountId,
      region: place.region,
      rules,
    });
    setBusy(false);
    if (!outcome.ok) return setFailure(outcome.failure);
    announce(`A password of ${rules.length} characters is in ${name}, masked.`);
    onMade(outcome.data.password);
  };
  return (
    <Dialog
      open
      busy={isBusy}
      onOpenChange={onClose}
      title={`Generate a password for ${name}`}
      description={`AWS makes it in ${place.region} (GetRandomPassword) and keeps nothing of it. It replaces what the field holds.`}
      actions={
        <>
          <Button onClick={onClose} disabled={isBusy}>
            Cancel
          </Button>
          <Button
            look="primary"
            type="submit"
            form="password-form"
            disabled={isBusy || problem !== undefined}
          >
            {isBusy ? "Asking AWS…" : "Generate"}
          </Button>
        </>
      }
    >
      <form id="password-form" onSubmit={submit} className="flex flex-col gap-3">
        <TextField
          label="Length"
          type="number"
          min={1}
          max={4096}
          value={Number.isNaN(rules.length) ? "" : rules.length}
          error={problem}
          onChange={(event) => set({ length: event.target.valueAsNumber })}
        />
        <TextField
          label="Leave out these characters"
          help={'For example " @ / \\ where a connection text or a shell would trip over them.'}
          value={rules.excludeCharacters}
          maxLength={4096}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => set({ excludeCharacters: event.target.value })}
        />
        <fieldset className="grid gap-1.5 text-table sm:grid-cols-2">
          <legend className="mb-1 font-medium text-ink-2">Made of</legend>
          {excludes.map(([rule, says]) => (
            <Checkbox
              key={rule}
              checked={!rules[rule]}
              onChange={(event) => set({ [rule]: !event.target.checked })}
            >
              {says}
            </Checkbox>
          ))}
          <Checkbox
            checked={rules.includeSpace}
            onChange={(event) => set({ includeSpace: event.target.checked })}
          >
            spaces
          </Checkbox>
        </fieldset>
        <Checkbox
          checked={rules.requireEachType}
          onChange={(event) => set({ requireEachType: event.target.checked })}
        >
          At least one of each kind (spaces are never required)
        </Checkbox>
        {failure?.code === "step-up-needed" ? (
          <StepUpBeside />
        ) : (
          failure && <FailureAlert title="AWS made no password." failure={failure} />
        )}
      </form>
    </Dialog>
  );
}

function lengthProblem(length: number): string | undefined {
  if (!Number.isInteger(length) || length < 1) return "A length is a whole number from 1 on.";
  return length > 4096 ? "At most 4,096 characters." : undefined;
}
