import { cookies, headers } from "next/headers";
import { type ReactNode, Suspense } from "react";
import { Prefetched } from "@/app/prefetched";
import { Providers } from "@/app/providers";
import { Frame } from "@/components/console/frame";
import { PageWaiting } from "@/components/console/page-waiting";
import { requireSession } from "@/lib/auth/session";
import { parsePreferences, preferencesCookie } from "@/lib/domain/preferences";

/** The console's frame. Each page asks who is there again, since a layout is not run at every step. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  await requireSession();
  const preferences = parsePreferences((await cookies()).get(preferencesCookie)?.value);
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <Providers preferences={preferences} start={Date.now()} nonce={nonce}>
      <Prefetched name="session" input={{}}>
        <Frame>
          <Suspense fallback={<PageWaiting />}>{children}</Suspense>
        </Frame>
      </Prefetched>
    </Providers>
  );
}
