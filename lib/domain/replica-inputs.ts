import { z } from "zod";
import { RegionName, SecretArn } from "./place";

/** A key as AWS takes it: alias, key id or ARN; which key it is, AWS looks up in the replica's Region. */
const KeyName = z
  .string()
  .max(2048)
  .regex(/^[A-Za-z0-9:/_-]+$/, "A key is an alias, a key id or an ARN");

/** Makes a replica, tries a failed one again, or gives it another key: AWS has one call for all three. */
export const AddReplicaInput = z
  .strictObject({
    arn: SecretArn,
    region: RegionName,
    /** Left out: `aws/secretsmanager` of that Region. */
    kmsKeyId: KeyName.optional(),
    /** Overwrites a secret of this name that is in the way there. */
    overwrites: z.boolean(),
  })
  .refine(({ arn, region }) => arn.split(":")[3] !== region, {
    path: ["region"],
    message: "This is the primary's own Region",
  })
  .refine(
    ({ kmsKeyId, region }) => !kmsKeyId?.startsWith("arn:") || kmsKeyId.split(":")[3] === region,
    { path: ["kmsKeyId"], message: "A replica needs a key of its own Region" },
  );
export type AddReplicaInput = z.infer<typeof AddReplicaInput>;

/** One replica, named by the primary's ARN and its own Region. */
export const ReplicaRef = z.strictObject({ arn: SecretArn, region: RegionName });
