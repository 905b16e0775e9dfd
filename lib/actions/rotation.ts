"use server";

import { cancelRotation, rotateSecret } from "@/lib/aws/rotation";
import type { InventoryRow } from "@/lib/domain/inventory-row";
import { versionStanding } from "@/lib/domain/live-run";
import { placeOf } from "@/lib/domain/place";
import {
  ChangeScheduleInput,
  RotateNowInput,
  TurnOffRotationInput,
} from "@/lib/domain/rotation-inputs";
import type { RotationRules } from "@/lib/domain/rotation-schedule";
import type { LabelMap } from "@/lib/domain/staging-labels";
import { type EntryContext, guard } from "@/lib/entry/guard";
import { observeSecret } from "@/lib/history/secret-history";
import { confirmedWrite } from "@/lib/inventory/confirmed-write";
import { describedRow, readChanged } from "@/lib/inventory/secret-detail";

/**
 * Begins a rotation, or asks AWS to go on with the one whose version `token` names. Answers when
 * AWS shows that it began; how it ends is told by the read `rotation-run`.
 */
export const rotateNow = guard("rotation.start", {
  input: RotateNowInput,
  subject: ({ arn }) => arn,
  run: async (context, { arn, token }) =>
    await rotated(context, { arn, token, rotateImmediately: true }, hasVersion(token)),
});

/** Runs testSecret alone, on a copy of the current value; nothing rotates (facts 2.4). */
export const testRotation = guard("rotation.test", {
  input: RotateNowInput,
  subject: ({ arn }) => arn,
  run: async (context, { arn, token }) =>
    await rotated(context, { arn, token, rotateImmediately: false }, (row) =>
      Boolean(row.rotationEnabled),
    ),
});

/** Turns rotation on or changes when it comes, and rotates at once if asked to. */
export const changeSchedule = guard("rotation.change-schedule", {
  input: ChangeScheduleInput,
  subject: ({ arn }) => arn,
  run: async (context, { arn, token, functionArn, rules, rotateNow: rotateImmediately }) =>
    await rotated(
      context,
      { arn, token, rotateImmediately, functionArn, rules },
      (row) => row.rotationEnabled === true && followsRules(row, rules, functionArn),
    ),
});

/** Turns rotation off. Function, rules and a leftover AWSPENDING stay behind (facts 1.2). */
export const turnOffRotation = guard("rotation.turn-off", {
  input: TurnOffRotationInput,
  subject: ({ arn }) => arn,
  run: async (context, { arn }) => {
    const actions = ["secretsmanager:CancelRotateSecret"] as const;
    const client = context.aws.secretsManager(placeOf(arn), { write: arn, actions });
    await confirmedWrite(
      context.aws,
      arn,
      () => cancelRotation(client, arn),
      (row) => row.rotationEnabled !== true,
    );
    return await shown(context, arn);
  },
});

type Wanted = Parameters<typeof rotateSecret>[1];

async function rotated(
  context: EntryContext,
  wanted: Wanted,
  isAsWanted: (row: InventoryRow) => boolean,
) {
  const { aws } = context;
  const { arn } = wanted;
  const functionArn = wanted.functionArn ?? (await describedRow(aws, arn)).rotationFunctionArn;
  const client = aws.secretsManager(placeOf(arn), {
    write: arn,
    actions: ["secretsmanager:RotateSecret"],
    invoke: functionArn,
  });
  await confirmedWrite(aws, arn, () => rotateSecret(client, wanted), isAsWanted);
  return await shown(context, arn);
}

async function shown({ aws, now }: EntryContext, arn: string) {
  const detail = await readChanged(aws, arn, now);
  await observeSecret(detail);
  return detail;
}

/** A rotation has begun once its version is there, however far it has come meanwhile. */
function hasVersion(token: string) {
  return (row: InventoryRow) =>
    versionStanding(JSON.parse(row.labels) as LabelMap, token) !== "neither";
}

/** AWS returns a computed number of days beside an expression, which then means nothing. */
function followsRules(row: InventoryRow, rules: RotationRules, functionArn?: string): boolean {
  if (functionArn && row.rotationFunctionArn !== functionArn) return false;
  if (rules.duration !== undefined && row.windowDuration !== rules.duration) return false;
  if (rules.scheduleExpression !== undefined) {
    return row.scheduleExpression === rules.scheduleExpression;
  }
  return row.rotateAfterDays === rules.automaticallyAfterDays && !row.scheduleExpression;
}
