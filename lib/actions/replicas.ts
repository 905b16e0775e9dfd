"use server";

import type { AwsAccess } from "@/lib/aws/clients";
import {
  addReplica as sendAdd,
  promoteReplica as sendPromote,
  removeReplica as sendRemove,
} from "@/lib/aws/replicas";
import { Failure } from "@/lib/domain/failure";
import { placeOf } from "@/lib/domain/place";
import { AddReplicaInput, ReplicaRef } from "@/lib/domain/replica-inputs";
import { arnInRegion } from "@/lib/domain/replicas";
import type { SecretDetail } from "@/lib/domain/secret";
import { type EntryContext, guard } from "@/lib/entry/guard";
import { estateFor } from "@/lib/inventory/estates";
import { describedSecret, readChanged } from "@/lib/inventory/secret-detail";
import { settledWrite } from "@/lib/inventory/settled-write";

/** Begins to copy a secret into a Region, or tries again; done once AWS lists the replica. */
export const addReplica = guard("replica.add", {
  input: AddReplicaInput,
  subject: ({ arn }) => arn,
  run: async (context, input) => {
    const client = writer(context.aws, input.arn, "ReplicateSecretToRegions");
    let isAnswered = false;
    const send = async () => {
      await sendAdd(client, input);
      isAnswered = true;
    };
    // An entry that failed before is no proof that a repeat whose answer was lost has arrived.
    return await changed(context, input, send, (status) =>
      isAnswered ? status !== undefined : status !== undefined && status !== "Failed",
    );
  },
});

/** Deletes a replica at once. There is no window and no way back. */
export const removeReplica = guard("replica.remove", {
  input: ReplicaRef,
  subject: ({ arn }) => arn,
  run: (context, input) => {
    const client = writer(context.aws, input.arn, "RemoveRegionsFromReplication");
    return changed(context, input, () => sendRemove(client, input), isGone);
  },
});

/** Makes a replica a secret of its own, which follows the primary no longer. */
export const promoteReplica = guard("replica.promote", {
  input: ReplicaRef,
  subject: ({ arn }) => arn,
  run: async (context, input) => {
    const { replicas } = await describedSecret(context.aws, input.arn);
    // Asked first: AWS's own refusal would speak of another secret.
    if (!replicas.some(({ region }) => region === input.region))
      throw new Failure("invalid-input", {
        fields: { region: "There is no replica in this Region" },
      });
    const copy = arnInRegion(input.arn, input.region);
    const client = writer(context.aws, copy, "StopReplicationToReplica");
    return await changed(context, input, () => sendPromote(client, copy), isGone);
  },
});

function isGone(status: string | undefined): boolean {
  return status === undefined;
}

function writer(aws: AwsAccess, arn: string, operation: string) {
  return aws.secretsManager(placeOf(arn), {
    write: arn,
    actions: [`secretsmanager:${operation}`],
  });
}

/** Sends the change and looks at the primary until the replica's status is as wanted. */
async function changed(
  { aws, now }: EntryContext,
  { arn, region }: { arn: string; region: string },
  send: () => Promise<void>,
  isAsWanted: (status: string | undefined) => boolean,
): Promise<SecretDetail> {
  const { row } = await settledWrite(
    send,
    () => describedSecret(aws, arn),
    ({ replicas }) => isAsWanted(replicas.find((replica) => replica.region === region)?.status),
  );
  estateFor(aws).pin(row);
  return await readChanged(aws, arn, now);
}
