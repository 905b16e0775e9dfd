import { z } from "zod";
import type { FailureView } from "./failure";
import { NewValue } from "./new-value";
import { AccountId, RegionName } from "./place";
import { POLICY_CHARS_MAX } from "./resource-policy";
import { VersionId } from "./secret";
import { TAGS_MAX, TagKey, TagValue } from "./secret-tags";

/** AWS's rule for a name that people choose (facts 2.1); `!` is for names of AWS's own services. */
export const NewSecretName = z
  .string()
  .min(1, "Give the secret a name")
  .max(512, "A name has at most 512 characters")
  .regex(/^[A-Za-z0-9/_+=.@-]+$/, "A name has letters, digits and /_+=.@- only");

/**
 * What speaks against a name that AWS would take. One that ends in hyphen and six characters looks
 * like the end of an ARN, and cannot be found by its ARN without the last six (facts 2.1).
 */
export function nameDoubt(name: string): string | undefined {
  if (/-[A-Za-z0-9]{6}$/.test(name))
    return "It ends in a hyphen and six characters, as ARNs do: a partial ARN of this secret will find nothing. Choose another ending.";
  if (/^\/|\/$|\/\//.test(name)) return "It begins or ends with a slash, or has two in a row.";
  return undefined;
}

/** More copies than anybody keeps, and few enough for a session policy that names their Regions. */
export const REPLICAS_MAX = 18;

/** A key as AWS takes it: an alias, a key id or an ARN. */
const KmsKeyId = z
  .string()
  .min(1, "Name a key")
  .max(2048, "At most 2,048 characters")
  .regex(/^[\w:/-]+$/, "A key is an alias, a key id or an ARN");

/** Why a text cannot be a resource policy; AWS's own checks come later. */
export function policyProblem(text: string): string | undefined {
  if (text.length > POLICY_CHARS_MAX) return "A policy has at most 20,480 characters";
  try {
    const policy: unknown = JSON.parse(text);
    const isObject = typeof policy === "object" && policy !== null && "Statement" in policy;
    return isObject ? undefined : "A policy is a JSON object with Statement";
  } catch {
    return "The policy is not valid JSON";
  }
}

const Replica = z.strictObject({ region: RegionName, kmsKeyId: KmsKeyId.optional() });

/** A copy that AWS keeps in another Region, under a key that lives there. */
export type NewReplica = z.infer<typeof Replica>;

/** Everything a secret is created with. `token` becomes the id of its first version. */
export const CreateSecretInput = z
  .strictObject({
    accountId: AccountId,
    region: RegionName,
    name: NewSecretName,
    token: VersionId,
    value: NewValue,
    description: z.string().max(2048, "A description has at most 2,048 characters").optional(),
    /** The partner's name of a managed external secret (facts 2.9); the list of them grows. */
    externalType: z.string().min(1).max(256, "A type has at most 256 characters").optional(),
    kmsKeyId: KmsKeyId.optional(),
    tags: z.array(z.strictObject({ key: TagKey, value: TagValue })).max(TAGS_MAX),
    replicas: z.array(Replica).max(REPLICAS_MAX),
    policy: z
      .string()
      .refine((text) => policyProblem(text) === undefined, "This is not a resource policy")
      .optional(),
  })
  .refine(({ tags }) => new Set(tags.map(({ key }) => key)).size === tags.length, {
    path: ["tags"],
    message: "A tag's key is named twice",
  })
  .refine(
    ({ replicas, region }) =>
      new Set([region, ...replicas.map((replica) => replica.region)]).size === replicas.length + 1,
    { path: ["replicas"], message: "Each Region once, and not the secret's own" },
  );
export type CreateSecretInput = z.infer<typeof CreateSecretInput>;

/** How creating ended: there is a secret. Its policy is a call of its own, which may fail alone. */
export interface CreatedSecret {
  arn: string;
  /** Set if the resource policy was not attached, or not surely. */
  policyFailure?: FailureView;
}

/** Databases whose JSON AWS's rotation functions read, and their default ports (facts 2.9). */
export const databaseEngines = {
  mysql: 3306,
  mariadb: 3306,
  postgres: 5432,
  oracle: 1521,
  sqlserver: 1433,
  mongo: 27017,
  redshift: 5439,
} as const;
export type DatabaseEngine = keyof typeof databaseEngines;
