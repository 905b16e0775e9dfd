import "server-only";
import type { ConsoleRole } from "@/lib/domain/role";
import browse from "./policies/browse.session.json";
import generate from "./policies/generate.session.json";
import restore from "./policies/restore.session.json";
import reveal from "./policies/reveal.session.json";
import write from "./policies/write.session.json";

/**
 * What a set of credentials is for. Each purpose has credentials of its own whose session policy
 * lets nothing else pass: a fault in the console then reaches one secret, not an estate.
 */
export type Purpose =
  | "browse"
  | "generate"
  | { reveal: string }
  | {
      write: string;
      actions: readonly [string, ...string[]];
      /** RotateSecret also needs lambda:InvokeFunction on the rotation function (facts 1.2). */
      invoke?: string;
      /** Other Regions whose keys the write needs: those of replicas. */
      replicaRegions?: readonly string[];
      /** Asks what would happen and changes nothing: a lost answer leaves nothing in doubt. */
      isDryRun?: boolean;
    }
  | { restore: string; requestId: string; requester: string };

type PurposeWord = "browse" | "generate" | "reveal" | "write" | "restore";

/** AWS's limit for an inline session policy, in characters (facts 3). */
export const SESSION_POLICY_CHARS_MAX = 2048;

/** One word for the session tag `console-purpose`. */
export function purposeWord(purpose: Purpose): PurposeWord {
  if (typeof purpose === "string") return purpose;
  if ("restore" in purpose) return "restore";
  return "reveal" in purpose ? "reveal" : "write";
}

/**
 * The inline session policy for one purpose. Auditors get the browsing policy whatever was asked,
 * approvers whenever a value was: its explicit denies hold even against a resource policy that
 * names the session's ARN, which a short list of allows would not (security policy of AWS STS).
 */
export function sessionPolicy(role: ConsoleRole | "observer", purpose: Purpose): string {
  if (purpose === "browse" || role === "auditor" || role === "observer")
    return JSON.stringify(browse);
  if (typeof purpose === "object" && "restore" in purpose) {
    return role === "approver" ? filled(restore, purpose.restore, []) : JSON.stringify(browse);
  }
  if (purpose === "generate" || "reveal" in purpose) {
    if (role === "approver") return JSON.stringify(browse);
    if (purpose === "generate") return JSON.stringify(generate);
    return filled(reveal, purpose.reveal);
  }
  const policy = purpose.invoke ? withInvoke(purpose.invoke) : write;
  // In one statement with what it writes: a long name leaves no room to say it twice.
  const actions = [...purpose.actions, "secretsmanager:DescribeSecret"];
  return filled(policy, purpose.write, actions, purpose.replicaRegions);
}

function withInvoke(functionArn: string) {
  const invoke = { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn };
  return { ...write, Statement: [...write.Statement, invoke] };
}

/** 15 minutes for one secret, an hour for browsing: the most that role chaining allows (facts 3). */
export function durationSeconds(purpose: Purpose): number {
  return purpose === "browse" ? 3600 : 900;
}

function filled(
  policy: unknown,
  arn: string,
  actions: readonly string[] = [],
  replicaRegions: readonly string[] = [],
): string {
  const [, , , region = ""] = arn.split(":");
  const services = [region, ...replicaRegions].map(
    (each) => `secretsmanager.${each}.amazonaws.com`,
  );
  const given: Record<string, string | readonly string[]> = { arn, region, actions, services };
  return JSON.stringify(policy, (_key, value: unknown) => {
    if (typeof value !== "string") return value;
    const whole = given[/^\$\{(\w+)\}$/.exec(value)?.[1] ?? ""];
    return whole ?? value.replace(/\$\{region\}/g, region);
  });
}

/** Whether something may change under this purpose: then an answer that is lost leaves a doubt. */
export function mayWrite(purpose: Purpose): boolean {
  if (typeof purpose !== "object" || "reveal" in purpose) return false;
  return !("write" in purpose && purpose.isDryRun);
}
