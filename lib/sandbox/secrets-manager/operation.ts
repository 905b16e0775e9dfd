import type { Call, CallBefore, Need, Operation } from "../contract";
import { type InputOf, inputs, type OperationName } from "./inputs";
import { readSecretId } from "./names";
import { refusals } from "./refusals";
import { isReplica, type Secret } from "./secret";
import { checkInput, type Shape } from "./shapes";
import { find } from "./store";
import { readTrail, writeTrail } from "./trail";

interface Spec<N extends OperationName> {
  readOnly: boolean;
  quota: { group: string; perSecond: number };
  /** Checks of the input that need no look-up, after shape and name. */
  check?(input: InputOf<N>): void;
  needs(input: InputOf<N>, call: CallBefore): readonly Need[];
  run(input: InputOf<N>, call: Call): unknown;
}

/**
 * One operation with what all of them share: the shape, then the name, which is refused before
 * anything is looked up (facts 11 rule 1), and the CloudTrail fields of facts 4.2.
 */
export function operation<N extends OperationName>(name: N, spec: Spec<N>): Operation<InputOf<N>> {
  const shape = inputs[name] as Shape<InputOf<N>>;
  return {
    name,
    readOnly: spec.readOnly,
    quota: spec.quota,
    parse: (raw) => {
      const input = checkInput(shape, raw);
      const id: unknown = Reflect.get(input as object, "SecretId");
      if (typeof id === "string") readSecretId(id);
      spec.check?.(input);
      return input;
    },
    needs: (input, call) => spec.needs(input, call),
    run: (input, call) => spec.run(input, call),
    // CloudTrail's sample of CreateSecret has no answer either (facts 4.2).
    trail:
      spec.readOnly || name === "CreateSecret"
        ? readTrail
        : (input, output) => writeTrail(input, output),
  };
}

/** Quotas of facts 6.2; operations of one group share it. */
export const quotas = {
  get: { group: "GetSecretValue", perSecond: 10_000 },
  describe: { group: "DescribeSecret", perSecond: 40_000 },
  batch: { group: "BatchGetSecretValue", perSecond: 100 },
  list: { group: "ListSecrets", perSecond: 100 },
  listVersions: { group: "ListSecretVersionIds", perSecond: 50 },
  create: { group: "CreateSecret", perSecond: 50 },
  delete: { group: "DeleteSecret", perSecond: 50 },
  password: { group: "GetRandomPassword", perSecond: 50 },
  restore: { group: "RestoreSecret", perSecond: 50 },
  policy: { group: "ResourcePolicy", perSecond: 50 },
  write: { group: "Write", perSecond: 50 },
  rotate: { group: "Rotate", perSecond: 50 },
  tag: { group: "Tag", perSecond: 50 },
} as const;

/** A secret that may be written: it exists, is the primary, and is not pending deletion. */
export function findWritable(call: CallBefore, typed: string): Secret {
  const secret = find(call, typed);
  if (isReplica(secret)) throw refusals.replicaWrite();
  if (secret.deletedAt !== undefined) throw refusals.pendingDeletion();
  return secret;
}

/** A writable secret that no AWS service owns (facts 2.9). */
export function findEditable(call: CallBefore, typed: string): Secret {
  const secret = findWritable(call, typed);
  if (secret.owningService) throw refusals.managed();
  return secret;
}
