import {
  bytes,
  flag,
  list,
  optional,
  required,
  structure,
  text,
  type ValueOf,
  whole,
} from "./shapes";

/** The shapes of AWS's service model, `secretsmanager` 2017-10-17 (facts 1.2). */
const name = text({ min: 1, max: 512 });
const secretId = text({ min: 1, max: 2048 });
const token = text({ min: 32, max: 64 });
const versionId = text({ min: 32, max: 64 });
const label = text({ min: 1, max: 256 });
const nextToken = text({ min: 1, max: 4096 });
const kmsKeyId = text({ min: 0, max: 2048 });
const description = text({ max: 2048 });
const type = text({ max: 256 });
const policy = text({ min: 1, max: 20480 });
const secretString = text({ min: 1, max: 65536, sensitive: true });
const secretBinary = bytes({ min: 1, max: 65536 });
const tagKey = text({ min: 1, max: 128 });
const tags = list(
  structure({ Key: optional(tagKey), Value: optional(text({ min: 0, max: 256 })) }),
);
/** Spelling is judged by the operation: an unknown Region is "Invalid replica region." */
const region = text({ min: 1, max: 128 });
const replicaRegions = list(structure({ Region: optional(region), KmsKeyId: optional(kmsKeyId) }), {
  min: 1,
});
const saidFilterKeys = ["all", "name", "tag-key", "description", "tag-value"];
const filterKeys = [...saidFilterKeys, "primary-region", "owning-service"];
const filters = list(
  structure({
    Key: optional(text({ oneOf: filterKeys, oneOfAsSaid: saidFilterKeys })),
    Values: optional(
      list(text({ max: 512, pattern: "^\\!?[a-zA-Z0-9 :_@\\/\\+\\=\\.\\-\\!]*$" }), {
        min: 1,
        max: 10,
      }),
    ),
  }),
  { max: 10 },
);
const onlySecretId = structure({ SecretId: required(secretId) });

/** The input of each operation. */
export const inputs = {
  BatchGetSecretValue: structure({
    SecretIdList: optional(list(secretId, { min: 1, max: 20 })),
    Filters: optional(filters),
    MaxResults: optional(whole({ min: 1, max: 20 })),
    NextToken: optional(nextToken),
  }),
  CancelRotateSecret: onlySecretId,
  CreateSecret: structure({
    Name: required(name),
    ClientRequestToken: optional(token),
    Description: optional(description),
    KmsKeyId: optional(kmsKeyId),
    SecretBinary: optional(secretBinary),
    SecretString: optional(secretString),
    Tags: optional(tags),
    AddReplicaRegions: optional(replicaRegions),
    ForceOverwriteReplicaSecret: optional(flag()),
    Type: optional(type),
  }),
  DeleteResourcePolicy: onlySecretId,
  DeleteSecret: structure({
    SecretId: required(secretId),
    RecoveryWindowInDays: optional(whole({}, "Long")),
    ForceDeleteWithoutRecovery: optional(flag()),
  }),
  DescribeSecret: onlySecretId,
  GetRandomPassword: structure({
    PasswordLength: optional(whole({ min: 1, max: 4096 }, "Long")),
    ExcludeCharacters: optional(text({ max: 4096 })),
    ExcludeNumbers: optional(flag()),
    ExcludePunctuation: optional(flag()),
    ExcludeUppercase: optional(flag()),
    ExcludeLowercase: optional(flag()),
    IncludeSpace: optional(flag()),
    RequireEachIncludedType: optional(flag()),
  }),
  GetResourcePolicy: onlySecretId,
  GetSecretValue: structure({
    SecretId: required(secretId),
    VersionId: optional(versionId),
    VersionStage: optional(label),
  }),
  ListSecretVersionIds: structure({
    SecretId: required(secretId),
    MaxResults: optional(whole({ min: 1, max: 100 })),
    NextToken: optional(nextToken),
    IncludeDeprecated: optional(flag()),
  }),
  ListSecrets: structure({
    IncludePlannedDeletion: optional(flag()),
    MaxResults: optional(whole({ min: 1, max: 100 })),
    NextToken: optional(nextToken),
    Filters: optional(filters),
    SortOrder: optional(text({ oneOf: ["asc", "desc"] })),
    SortBy: optional(
      text({ oneOf: ["created-date", "last-accessed-date", "last-changed-date", "name"] }),
    ),
  }),
  PutResourcePolicy: structure({
    SecretId: required(secretId),
    ResourcePolicy: required(policy),
    BlockPublicPolicy: optional(flag()),
  }),
  PutSecretValue: structure({
    SecretId: required(secretId),
    ClientRequestToken: optional(token),
    SecretBinary: optional(secretBinary),
    SecretString: optional(secretString),
    VersionStages: optional(list(label, { min: 1, max: 20 })),
    RotationToken: optional(
      text({ min: 36, max: 256, pattern: "^[a-zA-Z0-9\\-]+$", sensitive: true }),
    ),
  }),
  RemoveRegionsFromReplication: structure({
    SecretId: required(secretId),
    RemoveReplicaRegions: required(list(region, { min: 1 })),
  }),
  ReplicateSecretToRegions: structure({
    SecretId: required(secretId),
    AddReplicaRegions: required(replicaRegions),
    ForceOverwriteReplicaSecret: optional(flag()),
  }),
  RestoreSecret: onlySecretId,
  RotateSecret: structure({
    SecretId: required(secretId),
    /** Its length is judged by the operation, which has words of its own for it. */
    ClientRequestToken: optional(text()),
    RotationLambdaARN: optional(text({ max: 2048 })),
    RotationRules: optional(
      structure({
        AutomaticallyAfterDays: optional(whole({}, "Long")),
        Duration: optional(text({ min: 2, max: 3, pattern: "[0-9]+h" })),
        ScheduleExpression: optional(
          text({ min: 1, max: 256, pattern: "[0-9A-Za-z\\(\\)#\\?\\*\\-\\/, ]+" }),
        ),
      }),
    ),
    ExternalSecretRotationMetadata: optional(
      list(
        structure({
          Key: optional(text({ min: 1, max: 256 })),
          Value: optional(text({ min: 1, max: 2048 })),
        }),
      ),
    ),
    ExternalSecretRotationRoleArn: optional(text({ min: 20, max: 2048 })),
    RotateImmediately: optional(flag()),
  }),
  StopReplicationToReplica: onlySecretId,
  TagResource: structure({ SecretId: required(secretId), Tags: required(tags) }),
  UntagResource: structure({ SecretId: required(secretId), TagKeys: required(list(tagKey)) }),
  UpdateSecret: structure({
    SecretId: required(secretId),
    ClientRequestToken: optional(token),
    Description: optional(description),
    KmsKeyId: optional(kmsKeyId),
    SecretBinary: optional(secretBinary),
    SecretString: optional(secretString),
    Type: optional(type),
  }),
  UpdateSecretVersionStage: structure({
    SecretId: required(secretId),
    VersionStage: required(label),
    RemoveFromVersionId: optional(versionId),
    MoveToVersionId: optional(versionId),
  }),
  ValidateResourcePolicy: structure({
    SecretId: optional(secretId),
    ResourcePolicy: required(policy),
  }),
} as const;

export type OperationName = keyof typeof inputs;

/** The checked input of one operation. */
export type InputOf<N extends OperationName> = ValueOf<(typeof inputs)[N]>;
