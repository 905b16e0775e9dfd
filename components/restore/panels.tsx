"use client";

import { late } from "@/components/ui/late";

/** In files of their own that only this names: an auditor's page never loads them. */
const Approver = late(() => import("./approver-panel").then((file) => file.ApproverPanel));
const Requester = late(() => import("./requester-panel").then((file) => file.RequesterPanel));

/** What this role may do about a request, loaded for those who may. */
export function RequestPanel({ id, mayApprove }: { id: string; mayApprove: boolean }) {
  return mayApprove ? <Approver id={id} /> : <Requester id={id} />;
}
