import { noteViolation } from "@/lib/reads/violation";

/** Where browsers report what the content security policy stopped. */
export async function POST(request: Request): Promise<Response> {
  await noteViolation(request);
  return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
}
