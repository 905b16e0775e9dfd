import type { Metadata } from "next";
import { Prefetched } from "@/app/prefetched";
import { readRotationAddress, rotationInput } from "@/components/rotation/address";
import { RotationPage } from "@/components/rotation/rotation-page";
import { requireSession } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Rotation" };

/** `/rotation?view=…&day=…&fn=…&owner=…&account=…&region=…&kind=…&state=…`: what rotates when. */
export default async function RotationSchedulePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  await requireSession();
  const query = await searchParams;
  const address = readRotationAddress({ get: (name) => [query[name]].flat()[0] ?? null });
  return (
    <Prefetched name="rotation" input={rotationInput(address)} title="Rotation">
      <RotationPage />
    </Prefetched>
  );
}
