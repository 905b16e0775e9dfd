"use client";

import dynamic from "next/dynamic";

/** In files of their own that only this names: an auditor's page never loads them. */
const Approver = dynamic(() => import("./approver-panel").then((file) => file.ApproverPanel), {
  ssr: false,
});
const Requester = dynamic(() => import("./requester-panel").then((file) => file.RequesterPanel), {
  ssr: false,
});

/** What this role may do about a request, loaded for those who may. */
export function RequestPanel({ id, mayApprove }: { id: string; mayApprove: boolean }) {
  return mayApprove ? <Approver id={id} /> : <Requester id={id} />;
}
