"use server";

import * as db from "@/lib/db/restore-requests";
import {
  ApproveInput,
  AskRestoreInput,
  BreakGlassInput,
  CommentInput,
  DenyInput,
  SignInput,
  WithdrawInput,
} from "@/lib/domain/restore-inputs";
import { guard } from "@/lib/entry/guard";
import { askRestore } from "@/lib/restores/ask";
import { assertMayBreakGlass } from "@/lib/restores/break-glass";
import { execute } from "@/lib/restores/execute";

/** Asks a second person to bring a secret back, or joins who has asked already. */
export const requestRestore = guard("restore.request", {
  input: AskRestoreInput,
  subject: ({ arn }) => arn,
  reason: ({ reason }) => reason,
  run: (context, wish) => askRestore(context, wish),
});

export const commentOnRestore = guard("restore.comment", {
  input: CommentInput,
  subject: ({ arn }) => arn,
  run: async ({ session }, { id, text }) => {
    await db.comment(id, text, session);
    return { id };
  },
});

export const withdrawRestore = guard("restore.withdraw", {
  input: WithdrawInput,
  subject: ({ arn }) => arn,
  run: async ({ session }, { id }) => {
    await db.withdraw(id, session);
    return { id };
  },
});

/** Ties the sign-in that follows to this one request, as it reads now. */
export const beginApproval = guard("restore.begin-approval", {
  input: SignInput,
  subject: ({ arn }) => arn,
  run: async ({ session }, { id, digest }) => {
    await db.beginIntent(session.id, id, digest);
    return { id };
  },
});

/** A yes; the last one that is needed runs the restore under this approver's own role. */
export const approveRestore = guard("restore.approve", {
  input: ApproveInput,
  subject: ({ arn }) => arn,
  reason: ({ comment }) => comment,
  run: async (context, input) => {
    const isLast = await db.approve(input, context.session);
    if (isLast) await execute(context, input.id);
    return { isLast };
  },
});

/** Runs what was approved, where the approver before could not. */
export const executeRestore = guard("restore.execute", {
  input: SignInput,
  subject: ({ arn }) => arn,
  run: async (context, { id, digest }) => {
    await db.assertMayExecute({ id, digest }, context.session);
    await execute(context, id);
    return { id };
  },
});

/** A no from one approver is enough. */
export const denyRestore = guard("restore.deny", {
  input: DenyInput,
  subject: ({ arn }) => arn,
  reason: ({ comment }) => comment,
  run: async ({ session }, input) => {
    await db.deny(input, session);
    return { id: input.id };
  },
});

/** Restores at once and alone; for those groups only that the settings name. */
export const breakGlass = guard("restore.break-glass", {
  input: BreakGlassInput,
  subject: ({ arn }) => arn,
  reason: ({ reason }) => reason,
  run: async (context, input) => {
    assertMayBreakGlass(context.session);
    await db.breakGlass(input, context.session);
    await execute(context, input.id);
    return { id: input.id };
  },
});
