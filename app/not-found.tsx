import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button";

export const metadata: Metadata = { title: "No such page" };

/** An address that leads nowhere. */
export default function NotFound() {
  return (
    <main className="mx-auto flex max-w-2xl flex-col items-start gap-4 px-6 py-24">
      <h1 className="font-semibold text-page">There is no such page</h1>
      <p className="text-ink-2">
        The address may be mistyped. Secrets are found by name or ARN in the inventory.
      </p>
      <ButtonLink href="/inventory" look="primary">
        Open the inventory
      </ButtonLink>
    </main>
  );
}
