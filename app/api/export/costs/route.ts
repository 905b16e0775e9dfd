import type { NextRequest } from "next/server";
import { statusOf } from "@/lib/domain/failure";
import { costsExport } from "@/lib/reads/costs-export";

/** The figures of the costs page as a CSV or JSON file; a refusal is an outcome, as for any read. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const outcome = await costsExport(query as Parameters<typeof costsExport>[0]);
  if (!outcome.ok) {
    const status = statusOf(outcome.failure.code);
    return Response.json(outcome, { status, headers: { "cache-control": "no-store" } });
  }
  const { name, type, text } = outcome.data;
  return new Response(text, {
    headers: {
      "cache-control": "no-store",
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "x-content-type-options": "nosniff",
    },
  });
}
