import { AwsError } from "../contract";

/**
 * AWS's refusals, word for word (facts 1.1). Texts that nobody has seen AWS say are marked in
 * `lib/sandbox/unverified.md`.
 */
export const refusals = {
  notFound: () =>
    new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret."),
  noLabel: (label: string) =>
    new AwsError(
      "ResourceNotFoundException",
      `Secrets Manager can't find the specified secret value for staging label: ${label}`,
    ),
  noVersion: (id: string) =>
    new AwsError(
      "ResourceNotFoundException",
      `Secrets Manager can't find the specified secret value for VersionId: ${id}`,
    ),
  labelMismatch: () =>
    request("You provided a VersionStage that is not associated to the provided VersionId."),
  badName: () =>
    new AwsError(
      "ValidationException",
      "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
    ),
  exists: (name: string) =>
    new AwsError(
      "ResourceExistsException",
      `The operation failed because the secret ${name} already exists.`,
    ),
  nameHeld: () =>
    request(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    ),
  tokenReused: (token: string, arn: string) =>
    new AwsError(
      "ResourceExistsException",
      `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
    ),
  tokenMissing: (code: "InvalidRequestException" | "InvalidParameterException") =>
    new AwsError(
      code,
      "You must provide a ClientRequestToken value. We recommend a UUID-type value.",
    ),
  pendingDeletion: () =>
    request("You can't perform this operation on the secret because it was marked for deletion."),
  noFunction: () => request("No Lambda rotation function ARN is associated with this secret."),
  cannotInvoke: () =>
    new AwsError(
      "AccessDeniedException",
      "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.",
    ),
  rotationOpen: () =>
    request("A previous rotation isn't complete. That rotation will be reattempted."),
  labelHeld: (label: string, versionId: string) =>
    parameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${versionId}, so you must explicitly reference that version in RemoveFromVersionId.`,
    ),
  defaultKeyAbroad: () =>
    request(
      "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
    ),
  kms: () => new AwsError("AccessDeniedException", "Access to KMS is not allowed"),
  kmsRegion: (region: string) =>
    parameter(`The operation failed because of an invalid KMS key: Invalid arn ${region}`),
  kmsAsymmetric: () => parameter("Cannot generate a data key with an asymmetric KMS key"),
  replicaRegion: () => parameter("Invalid replica region."),
  replicaWrite: () =>
    parameter(
      "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
    ),
  managed: () =>
    request(
      "This secret is managed by an AWS service, and you must use that service to update it.",
    ),
  window: () =>
    parameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive)."),
  windowAndForce: () =>
    parameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays."),
  stillReplicated: (arn: string, regions: readonly string[]) =>
    parameter(
      `You can't delete secret ${arn} that still has replica regions [${regions.join(", ")}]`,
    ),
  noValue: () => request("You must provide either SecretString or SecretBinary."),
  bothValues: () =>
    parameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    ),
  tooManyLabels: () =>
    new AwsError(
      "LimitExceededException",
      "The request failed because it would exceed the limit of 20 staging labels attached to the versions of this secret.",
    ),
  tooManyVersions: () =>
    new AwsError(
      "LimitExceededException",
      "The request failed because this secret has reached the quota for versions.",
    ),
  tooManySecrets: () =>
    new AwsError(
      "LimitExceededException",
      "The request failed because this account has reached the quota for secrets in this Region.",
    ),
  nextToken: () => new AwsError("InvalidNextTokenException", "Invalid NextToken value."),
  malformedPolicy: () =>
    new AwsError("MalformedPolicyDocumentException", "This policy has invalid syntax."),
  publicPolicy: () =>
    new AwsError(
      "PublicPolicyException",
      "You can't attach a resource-based policy that allows broad access to the secret.",
    ),
} as const;

/** InvalidRequestException: the secret is in a state that does not allow the call. */
export function request(message: string): AwsError {
  return new AwsError("InvalidRequestException", message);
}

/** InvalidParameterException: a value the call was given cannot be used. */
export function parameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}
