import { needOn, requestTagContext, secretNeed } from "./needs";
import { findWritable, operation, quotas } from "./operation";
import { changed } from "./sync";
import { checkKey, checkTags, mostTags, tooManyTags } from "./tag-rules";
import { emptyAnswer } from "./trail";

/** TagResource: adds and overwrites; refused if the caller would lose its own right by it. */
export const tagResource = operation("TagResource", {
  readOnly: false,
  quota: quotas.tag,
  check: (input) => checkTags(input.Tags),
  needs: (input, call) => [
    secretNeed(call, "TagResource", input.SecretId, requestTagContext(input.Tags)),
  ],
  run: async (input, call) => {
    const secret = findWritable(call, input.SecretId);
    const tags = new Map(secret.tags);
    for (const tag of input.Tags) tags.set(tag.Key ?? "", tag.Value ?? "");
    if (tags.size > mostTags) throw tooManyTags();
    const need = needOn({ ...secret, tags }, "TagResource", input.SecretId, {
      ...requestTagContext(input.Tags),
    });
    // As if the secret had the new tags already (facts 1.2).
    await call.authorize([need]);
    secret.tags = tags;
    changed(call.world, secret);
    return emptyAnswer(secret.arn);
  },
});

/** UntagResource: unknown keys are ignored; afterwards `Tags` is an empty list, not absent. */
export const untagResource = operation("UntagResource", {
  readOnly: false,
  quota: quotas.tag,
  check: (input) => {
    for (const key of input.TagKeys) checkKey(key);
  },
  needs: (input, call) => [
    secretNeed(call, "UntagResource", input.SecretId, { "aws:TagKeys": input.TagKeys }),
  ],
  run: async (input, call) => {
    const secret = findWritable(call, input.SecretId);
    const tags = new Map(secret.tags);
    const removed = input.TagKeys.filter((key) => tags.delete(key));
    if (removed.length === 0) return emptyAnswer(secret.arn);
    const need = needOn({ ...secret, tags }, "UntagResource", input.SecretId, {
      "aws:TagKeys": input.TagKeys,
    });
    await call.authorize([need]);
    secret.tags = tags;
    changed(call.world, secret);
    return emptyAnswer(secret.arn);
  },
});
