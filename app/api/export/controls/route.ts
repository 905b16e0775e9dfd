import type { NextRequest } from "next/server";
import { statusOf } from "@/lib/domain/failure";
import { controlsExport } from "@/lib/reads/controls-export";

/** The controls and their verdicts as a CSV file; a refusal is an outcome, as for any read. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const outcome = await controlsExport(query as Parameters<typeof controlsExport>[0]);
  if (!outcome.ok) {
    const status = statusOf(outcome.failure.code);
    return Response.json(outcome, { status, headers: { "cache-control": "no-store" } });
  }
  return new Response(outcome.data.text, {
    headers: {
      "cache-control": "no-store",
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${outcome.data.name}"`,
      "x-content-type-options": "nosniff",
    },
  });
}
