import type { Metadata } from "next";
import { SessionList } from "@/components/session/session-list";
import { requireSession } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Sessions" };

/** Where I am signed in. The frame has asked already what is shown here. */
export default async function SessionsPage() {
  await requireSession();
  return <SessionList />;
}
