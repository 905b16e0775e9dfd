"use server";

import { failureOf, mayHaveTakenEffect } from "@/lib/aws/failures";
import { attachPolicy, createSecret as sendCreation } from "@/lib/aws/new-secret";
import { Failure, type FailureView } from "@/lib/domain/failure";
import { type CreatedSecret, CreateSecretInput } from "@/lib/domain/new-secret";
import { partitionOf } from "@/lib/domain/prices";
import { type EntryContext, guard } from "@/lib/entry/guard";
import { observeSecret } from "@/lib/history/secret-history";
import { confirmedCreation } from "@/lib/inventory/confirmed-creation";
import { readSecret } from "@/lib/inventory/secret-detail";

/**
 * Creates a secret under credentials that reach this one name. Ends when AWS shows it; a copy in
 * another Region may still be on its way, or fail, which its state tells.
 */
export const createSecret = guard("secret.create", {
  input: CreateSecretInput,
  subject: ({ name }) => name,
  place: ({ accountId, region }) => ({ accountId, region }),
  run: async (context, input): Promise<CreatedSecret> => {
    const { accountId, region, name, token, policy } = input;
    const place = { accountId, region };
    const client = context.aws.secretsManager(place, {
      // AWS adds a hyphen and six characters of its own choice (facts 2.1).
      write: `arn:${partitionOf(region)}:secretsmanager:${region}:${accountId}:secret:${name}-??????`,
      actions: actionsOf(input),
      replicaRegions: input.replicas.map((replica) => replica.region),
    });
    const { arn } = await confirmedCreation(context.aws, { place, name, token }, () =>
      sendCreation(client, input),
    );
    const failure = policy && (await failureOfPolicy(() => attachPolicy(client, arn, policy)));
    await remember(context, arn);
    return { arn, ...(failure && { policyFailure: failure }) };
  },
});

function actionsOf({ tags, replicas, policy }: CreateSecretInput): [string, ...string[]] {
  return [
    "secretsmanager:CreateSecret",
    ...(tags.length > 0 ? ["secretsmanager:TagResource"] : []),
    ...(replicas.length > 0 ? ["secretsmanager:ReplicateSecretToRegions"] : []),
    ...(policy ? ["secretsmanager:PutResourcePolicy"] : []),
  ];
}

/** The secret is there by now: that its policy was refused is told, and undoes nothing. */
async function failureOfPolicy(attach: () => Promise<void>): Promise<FailureView | undefined> {
  try {
    await attach();
    return undefined;
  } catch (error) {
    const known = failureOf(error);
    if (!mayHaveTakenEffect(error)) return known.view();
    return new Failure("not-confirmed", { aws: known.aws }).view();
  }
}

/** For the timeline. The secret is made and confirmed: a look that fails changes nothing of that. */
async function remember({ aws, now }: EntryContext, arn: string): Promise<void> {
  const detail = await readSecret(aws, { arn }, now).catch(() => undefined);
  if (detail) await observeSecret(detail);
}
