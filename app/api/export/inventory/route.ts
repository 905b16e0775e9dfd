import type { NextRequest } from "next/server";
import { statusOf } from "@/lib/domain/failure";
import { inventoryExport } from "@/lib/reads/inventory-export";

/** The current filter as a CSV or JSON file; a refusal is an outcome, as for any read. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const outcome = await inventoryExport(query as Parameters<typeof inventoryExport>[0]);
  if (!outcome.ok) {
    const status = statusOf(outcome.failure.code);
    return Response.json(outcome, { status, headers: { "cache-control": "no-store" } });
  }
  const { name, type, text } = outcome.data;
  return new Response(streamOf(text), {
    headers: {
      "cache-control": "no-store",
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "x-content-type-options": "nosniff",
    },
  });
}

/** Pulled piece by piece: a slow reader holds nothing but the piece in hand. */
function streamOf(text: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await text.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await text.return(undefined);
    },
  });
}
