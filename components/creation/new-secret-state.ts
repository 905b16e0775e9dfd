import { problemOfTags } from "@/components/secret/tag-editor";
import {
  type CreateSecretInput,
  type NewReplica,
  NewSecretName,
  policyProblem,
} from "@/lib/domain/new-secret";
import type { Place } from "@/lib/domain/place";
import type { Tag } from "@/lib/domain/secret";
import { TagKey } from "@/lib/domain/secret-tags";
import { judgeDraft, type ValueDraft, valueOfDraft } from "@/lib/domain/value-draft";

/** A tag while it is typed. */
export interface TagRowState extends Tag {
  id: number;
}

/** A secret while it is described. It lives in the page's state and nowhere else. */
export interface NewSecretState extends Place {
  name: string;
  description: string;
  draft: ValueDraft;
  isExternal: boolean;
  externalType: string;
  /** Empty = aws/secretsmanager. */
  kmsKeyId: string;
  tags: TagRowState[];
  /** Region → key of the copy there; an empty key = aws/secretsmanager of that Region. */
  replicas: Record<string, string>;
  policy: string;
}

export type Change = (some: Partial<NewSecretState>) => void;

/** Everything that is still wrong, each with the id of the part where it is put right. */
export function problemsOf(state: NewSecretState): { at: string; says: string }[] {
  const name = NewSecretName.safeParse(state.name).error?.issues[0]?.message;
  const tags = problemOfTags(state.tags) ?? problemOfKeys(state.tags);
  const policy = state.policy.trim() && policyProblem(state.policy);
  return [
    ...(name ? [{ at: "where", says: `${name}.` }] : []),
    ...judgeDraft(state.draft).problems.map((says) => ({ at: "value", says })),
    ...(state.isExternal && state.externalType === ""
      ? [{ at: "value", says: "Name the partner's type." }]
      : []),
    ...(tags ? [{ at: "tags", says: tags }] : []),
    ...(policy ? [{ at: "policy", says: `${policy}.` }] : []),
  ];
}

function problemOfKeys(tags: readonly Tag[]): string | undefined {
  const issue = tags.flatMap(({ key }) => TagKey.safeParse(key).error?.issues ?? [])[0];
  return issue && `${issue.message}.`;
}

/** What is sent. */
export function inputOf(state: NewSecretState, token: string): CreateSecretInput {
  const replicas: NewReplica[] = Object.entries(state.replicas).map(([region, kmsKeyId]) => ({
    region,
    ...(kmsKeyId && { kmsKeyId }),
  }));
  return {
    accountId: state.accountId,
    region: state.region,
    name: state.name,
    token,
    value: valueOfDraft(state.draft),
    ...(state.description && { description: state.description }),
    ...(state.isExternal && { externalType: state.externalType }),
    ...(state.kmsKeyId && { kmsKeyId: state.kmsKeyId }),
    tags: state.tags.map(({ key, value }) => ({ key, value })),
    replicas,
    ...(state.policy.trim() && { policy: state.policy }),
  };
}
