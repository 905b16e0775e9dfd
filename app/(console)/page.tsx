import type { Metadata } from "next";
import { Prefetched } from "@/app/prefetched";
import { Home } from "@/components/home/home";
import { requireSession } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Home" };

/** `/`: what there is, and whether everything that should answer does. */
export default async function HomePage() {
  await requireSession();
  return (
    <Prefetched name="home" input={{}} title="Home">
      <Home />
    </Prefetched>
  );
}
