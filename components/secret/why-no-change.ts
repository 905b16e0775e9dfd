import type { SecretDetail } from "@/lib/domain/secret";

/** Why AWS would refuse every change of a secret, said before anybody tries; undefined = it would not. */
export function whyNoChange({
  owningService,
  isReplica,
  primaryRegion,
  deletionRequestedAt,
}: SecretDetail): string | undefined {
  if (deletionRequestedAt)
    return "This secret is pending deletion: AWS refuses every change until it is restored.";
  if (isReplica)
    return `This is a replica: it follows the primary in ${primaryRegion}, and AWS refuses changes here.`;
  if (owningService)
    return `${owningService.toUpperCase()} manages this secret: AWS refuses changes from anybody else.`;
  return undefined;
}

/** Why AWS would refuse to schedule a deletion (facts 2.3, 2.5); undefined = it would not. */
export function whyNoDeletion(secret: SecretDetail): string | undefined {
  const { replicas, isReplica, primaryRegion } = secret;
  if (isReplica)
    return `This is a replica: remove it on the primary in ${primaryRegion}, at once and without a window.`;
  if (replicas.length > 0) {
    const regions = replicas.map(({ region }) => region).join(", ");
    return `AWS refuses while there are replicas (${regions}). Remove them first, on the Replicas tab: they go at once, without a window, and a restore does not bring them back.`;
  }
  return whyNoChange(secret);
}
