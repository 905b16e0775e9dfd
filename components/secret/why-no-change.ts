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
