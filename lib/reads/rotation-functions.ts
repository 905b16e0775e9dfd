import "server-only";
import { checkFunction, listFunctions } from "@/lib/aws/functions";
import { placeOf } from "@/lib/domain/place";
import { FunctionQuery } from "@/lib/domain/rotation-inputs";
import { SecretRef } from "@/lib/domain/secret";
import { guard } from "@/lib/entry/guard";

/** The functions of a secret's place: what its rotation may be given to. */
export const rotationFunctions = guard("rotation.list-functions", {
  input: SecretRef,
  subject: ({ arn }) => arn,
  run: async ({ aws }, { arn }) => await listFunctions(aws.lambda(placeOf(arn))),
});

/** Whether one of them is there, and lets Secrets Manager invoke it. */
export const rotationFunction = guard("rotation.check-function", {
  input: FunctionQuery,
  subject: ({ arn }) => arn,
  run: async ({ aws }, { arn, functionArn }) =>
    await checkFunction(aws.lambda(placeOf(arn)), functionArn),
});
