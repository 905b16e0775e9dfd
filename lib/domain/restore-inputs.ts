import { z } from "zod";
import { SecretArn } from "./place";

export const GLASS_REASON_MIN = 40;

const RequestId = z.uuid("This is not the id of a restore request");
const text = (max: number) => z.string().trim().max(max);
/** What an approver signs; the server compares it with the request's own. */
const Digest = z.string().regex(/^[0-9a-f]{64}$/, "This is not a digest");

export const AskRestoreInput = z.strictObject({
  arn: SecretArn,
  reason: text(1000).min(10, "Say why in at least 10 characters"),
  ticket: text(100).optional(),
});

/** Names the secret beside the request, so that the ledger's attempt does. */
const Named = z.strictObject({ id: RequestId, arn: SecretArn });

export const RequestRef = z.strictObject({ id: RequestId });
export const WithdrawInput = Named;
export const CommentInput = Named.extend({ text: text(1000).min(1, "Write something") });
export const DenyInput = Named.extend({ comment: text(1000).min(3, "Say why") });
export const SignInput = Named.extend({ digest: Digest });
export const ApproveInput = SignInput.extend({ comment: text(1000).optional() });
export const BreakGlassInput = SignInput.extend({
  reason: text(1000).min(GLASS_REASON_MIN, `Say why in at least ${GLASS_REASON_MIN} characters`),
});

export const inboxes = ["waiting", "mine", "all", "closed"] as const;
export type Inbox = (typeof inboxes)[number];

export const InboxQuery = z.strictObject({
  box: z.enum(inboxes).default("waiting"),
  /** Where the page before ended: the moment it was closed and its id. */
  before: z
    .string()
    .regex(/^\d{4}-[0-9T:.-]+Z\/[0-9a-f-]{36}$/, "This is not a place in the list")
    .optional(),
});
