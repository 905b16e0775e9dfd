import { health } from "@/lib/reads/health";

export const dynamic = "force-dynamic";

/** For load balancers: 200 if database, ledger and AWS answer, else 503 naming what does not. */
export async function GET(): Promise<Response> {
  const answer = await health();
  return Response.json(answer, {
    status: answer.status === "ok" ? 200 : 503,
    headers: { "cache-control": "no-store" },
  });
}
