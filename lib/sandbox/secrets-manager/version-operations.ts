import { afterMove, current } from "./labels";
import { secretNeed } from "./needs";
import { findEditable, operation, quotas } from "./operation";
import { readToken, writeToken } from "./paging";
import { dateOf, type Secret, stagesOf, type Version } from "./secret";
import { find } from "./store";
import { setLabels } from "./versions";

/** UpdateSecretVersionStage: moves, adds or removes one label (facts 2.2). */
export const updateSecretVersionStage = operation("UpdateSecretVersionStage", {
  readOnly: false,
  quota: quotas.write,
  needs: (input, call) => [
    secretNeed(call, "UpdateSecretVersionStage", input.SecretId, {
      "secretsmanager:VersionStage": [input.VersionStage],
    }),
  ],
  run: (input, call) => {
    const secret = findEditable(call, input.SecretId);
    const move = {
      label: input.VersionStage,
      ...(input.RemoveFromVersionId ? { from: input.RemoveFromVersionId } : {}),
      ...(input.MoveToVersionId ? { to: input.MoveToVersionId } : {}),
    };
    const labels = afterMove(secret.labels, move, (id) => {
      const version = secret.versions.get(id);
      // A version without a value can wait for one, but it cannot be the current one.
      return version !== undefined && (move.label !== current || version.value !== undefined);
    });
    setLabels(call.world, secret, labels, false);
    return { ARN: secret.arn, Name: secret.name };
  },
});

const usualPage = 100;

/** ListSecretVersionIds: labelled versions, or all of them with IncludeDeprecated (facts 1.2). */
export const listSecretVersionIds = operation("ListSecretVersionIds", {
  readOnly: true,
  quota: quotas.listVersions,
  needs: (input, call) => [secretNeed(call, "ListSecretVersionIds", input.SecretId)],
  run: (input, call) => {
    const secret = find(call, input.SecretId);
    const deprecated = input.IncludeDeprecated ?? false;
    const question = JSON.stringify([secret.arn, deprecated]);
    const after = input.NextToken ? readToken<[number, string]>(input.NextToken, question) : null;
    const size = input.MaxResults ?? usualPage;
    const shown = [...secret.versions.values()].filter(
      (version) => deprecated || stagesOf(secret, version.id),
    );
    const start = after ? placeAfter(shown, after) : 0;
    const page = shown.slice(start, start + size);
    const last = start + size < shown.length ? page.at(-1) : undefined;
    return {
      Versions: page.map((version) => entryOf(secret, version)),
      NextToken: last && writeToken([last.createdAt, last.id], question),
      ARN: secret.arn,
      Name: secret.name,
    };
  },
});

/** Versions are never inserted before older ones, so a place survives clean-up. */
function placeAfter(versions: readonly Version[], [at, id]: [number, string]): number {
  const found = versions.findIndex((version) => version.id === id);
  if (found >= 0) return found + 1;
  const later = versions.findIndex((version) => version.createdAt > at);
  return later >= 0 ? later : versions.length;
}

function entryOf(secret: Secret, version: Version) {
  return {
    VersionId: version.id,
    VersionStages: stagesOf(secret, version.id),
    LastAccessedDate: dateOf(version.accessedDay),
    CreatedDate: dateOf(version.createdAt),
    KmsKeyIds: [version.keyArn ?? "DefaultEncryptionKey"],
  };
}
