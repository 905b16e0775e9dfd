import type { Tag } from "./secret";
import type { TrailEvent } from "./trail-event";

/** A sign that code elsewhere owns a secret and may make or break it again. */
export interface InfrastructureSign {
  /** `CloudFormation stack payments`, `user terraform`. */
  owner: string;
  /** What says so: a tag, or a call that CloudTrail logged. */
  evidence: string;
  at?: string;
}

const stackTag = "aws:cloudformation:stack-name";

/**
 * Who seems to own the secret as code: the tags that CloudFormation leaves, and callers whose user
 * agent is a tool's and who changed the secret, each with its latest call. A heuristic: code that
 * changed nothing in the time that was read leaves no sign.
 */
export function infrastructureSigns(
  tags: readonly Tag[],
  changes: readonly TrailEvent[],
): InfrastructureSign[] {
  const stack = tags.find(({ key }) => key === stackTag);
  const latest = new Map<string, TrailEvent>();
  for (const event of changes) {
    if (event.readOnly || event.errorCode || event.actor.source !== "infrastructure code") continue;
    const known = latest.get(event.actor.words);
    if (!known || known.at < event.at) latest.set(event.actor.words, event);
  }
  return [
    ...(stack
      ? [{ owner: `CloudFormation stack ${stack.value}`, evidence: `tag ${stackTag}` }]
      : []),
    ...[...latest.values()].map(({ actor, name, at }) => ({
      owner: actor.words,
      evidence: `${name}, by its user agent`,
      at,
    })),
  ];
}
