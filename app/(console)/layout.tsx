import { type ReactNode, Suspense } from "react";
import { Prefetched } from "@/app/prefetched";
import { Frame } from "@/components/console/frame";
import { requireSession } from "@/lib/auth/session";

/** The console's frame. Each page asks who is there again, since a layout is not run at every step. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  await requireSession();
  return (
    <Prefetched name="session" input={{}}>
      <Suspense>
        <Frame>{children}</Frame>
      </Suspense>
    </Prefetched>
  );
}
