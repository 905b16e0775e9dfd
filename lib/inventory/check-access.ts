import "server-only";
import type { AwsAccess } from "@/lib/aws/clients";
import { failureOf } from "@/lib/aws/failures";
import { principalPower } from "@/lib/aws/principal-power";
import { resourcePolicyOf } from "@/lib/aws/resource-policy";
import { placeOf } from "@/lib/domain/place";
import {
  accountOf,
  type Gate,
  type GateAnswer,
  judgeAccess,
  judgePolicy,
  type PrincipalAccess,
  READ_VALUE,
  trustsAccount,
} from "@/lib/domain/principal-access";
import type { SecretDetail } from "@/lib/domain/secret";

interface Question {
  aws: AwsAccess;
  secret: SecretDetail;
  principal: string;
  isOtherAccount: boolean;
}

/**
 * Whether a principal could read a secret's value now, gate by gate. A gate that cannot be asked
 * is `unknown` and says why; the others still answer.
 */
export async function checkAccess(
  aws: AwsAccess,
  secret: SecretDetail,
  principal: string,
  now: Date,
): Promise<PrincipalAccess> {
  const isOtherAccount = accountOf(principal) !== secret.accountId;
  const question = { aws, secret, principal, isOtherAccount };
  const [identity, policy, key] = await Promise.all([
    identityGate(question),
    policyGate(question),
    keyGate(question),
  ]);
  const answers = { identity: identity.answer, policy: policy.answer, key: key.answer };
  return {
    principal,
    ...judgeAccess(answers, isOtherAccount),
    gates: [identity, policy, key],
    notEvaluated: [
      "organization policies (SCP, RCP)",
      "session policies of those who assume the role",
      "policies of VPC endpoints",
      ...(secret.usesDefaultKey ? [] : ["the key's own policy and its grants"]),
    ],
    readAt: now.toISOString(),
  };
}

const identityWords: Record<GateAnswer, string> = {
  allows: "Its own policies allow it.",
  denies: "Its own policies deny it.",
  silent: "Its own policies do not allow it.",
  depends: "Its own policies allow it under conditions that depend on the call.",
  unknown: "",
};

async function identityGate({ aws, secret, principal }: Question): Promise<Gate> {
  return await asked("identity", async () => {
    const answer = await principalPower(aws.iam(accountOf(principal)), {
      principal,
      action: READ_VALUE,
      resource: secret.arn,
    });
    return { answer, says: identityWords[answer] };
  });
}

async function policyGate({ aws, secret, principal, isOtherAccount }: Question): Promise<Gate> {
  return await asked("resource policy", async () => {
    const client = aws.secretsManager(placeOf(secret.arn), "browse");
    const policy = await resourcePolicyOf(client, secret.arn);
    const own = judgePolicy(policy, principal);
    // Across accounts, naming the account is the half that this side can give.
    const answer =
      isOtherAccount && own === "silent" && trustsAccount(policy, principal) ? "allows" : own;
    return { answer, says: policyWords(answer, policy !== undefined, isOtherAccount) };
  });
}

function policyWords(answer: GateAnswer, isThere: boolean, isOtherAccount: boolean): string {
  if (answer === "allows") return "The secret's policy lets it in.";
  if (answer === "denies") return "The secret's policy denies it.";
  if (answer === "depends") return "The secret's policy decides by conditions of the call.";
  if (answer === "unknown") return "The secret's policy cannot be read by this console.";
  const what = isThere ? "The secret's policy does not speak of it" : "The secret has no policy";
  return isOtherAccount
    ? `${what}; from another account that keeps it out.`
    : `${what}; inside the account its own policies decide.`;
}

async function keyGate(question: Question): Promise<Gate> {
  const { aws, secret, principal, isOtherAccount } = question;
  if (secret.usesDefaultKey) {
    return isOtherAccount
      ? {
          gate: "key",
          answer: "denies",
          says: "aws/secretsmanager can never be used from another account.",
        }
      : { gate: "key", answer: "allows", says: "aws/secretsmanager is open to its own account." };
  }
  const { kmsKeyId = "" } = secret;
  if (!kmsKeyId.startsWith("arn:") || kmsKeyId.includes(":alias/")) {
    const says = `The key is named ${kmsKeyId}, which IAM's simulator cannot look up: kms:Decrypt was not asked.`;
    return { gate: "key", answer: "unknown", says };
  }
  return await asked("key", async () => {
    const answer = await principalPower(aws.iam(accountOf(principal)), {
      principal,
      action: "kms:Decrypt",
      resource: kmsKeyId,
    });
    // The key's policy may allow what its own policies leave open, and nobody has read that.
    const isOpen = answer === "silent" && !isOtherAccount;
    const says = isOpen
      ? "Its own policies do not allow kms:Decrypt; the key's policy, which was not read, may."
      : `${identityWords[answer]} (kms:Decrypt)`;
    return { answer: isOpen ? "unknown" : answer, says };
  });
}

async function asked(gate: Gate["gate"], ask: () => Promise<Omit<Gate, "gate">>): Promise<Gate> {
  try {
    return { gate, ...(await ask()) };
  } catch (error) {
    const failure = failureOf(error).view();
    return { gate, answer: "unknown", says: "This could not be asked.", failure };
  }
}
