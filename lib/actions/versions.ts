"use server";

import { moveLabel } from "@/lib/aws/staging-labels";
import { placeOf } from "@/lib/domain/place";
import type { SecretDetail } from "@/lib/domain/secret";
import {
  AttachLabelInput,
  ClearPendingInput,
  DetachLabelInput,
  MakeCurrentInput,
} from "@/lib/domain/staging-label-inputs";
import { holderOf, type LabelMap } from "@/lib/domain/staging-labels";
import { type EntryContext, guard } from "@/lib/entry/guard";
import { observeSecret } from "@/lib/history/secret-history";
import { confirmedWrite } from "@/lib/inventory/confirmed-write";
import { readChanged } from "@/lib/inventory/secret-detail";

/** Moves AWSCURRENT: a roll-back, or a step forward. AWSPREVIOUS follows by AWS's own rule. */
export const makeCurrent = guard("version.make-current", {
  input: MakeCurrentInput,
  subject: ({ arn }) => arn,
  run: (context, { arn, versionId, expectedCurrent }) =>
    move(context, { arn, label: "AWSCURRENT", from: expectedCurrent, to: versionId }),
});

/** Attaches a custom label, or takes it over from the version that holds it. */
export const attachLabel = guard("version.attach-label", {
  input: AttachLabelInput,
  subject: ({ arn }) => arn,
  run: move,
});

/** Removes a custom label. A version that loses its last label becomes deprecated. */
export const detachLabel = guard("version.detach-label", {
  input: DetachLabelInput,
  subject: ({ arn }) => arn,
  run: move,
});

/** Takes AWSPENDING off a version, so that rotations may run again; nothing else is undone. */
export const clearPending = guard("version.clear-pending", {
  input: ClearPendingInput,
  subject: ({ arn }) => arn,
  run: (context, { arn, versionId }) =>
    move(context, { arn, label: "AWSPENDING", from: versionId }),
});

async function move(
  { aws, now }: EntryContext,
  wanted: { arn: string; label: string; from?: string; to?: string },
): Promise<SecretDetail> {
  const { arn, label, to } = wanted;
  const actions = ["secretsmanager:UpdateSecretVersionStage"] as const;
  const client = aws.secretsManager(placeOf(arn), { write: arn, actions });
  await confirmedWrite(
    aws,
    arn,
    () => moveLabel(client, wanted),
    (row) => holderOf(JSON.parse(row.labels) as LabelMap, label) === to,
  );
  const detail = await readChanged(aws, arn, now);
  await observeSecret(detail);
  return detail;
}
