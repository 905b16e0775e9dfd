import type { NextRequest } from "next/server";
import { statusOf } from "@/lib/domain/failure";
import { inventoryExport } from "@/lib/reads/inventory-export";
import { streamed } from "../streamed";

/** The current filter as a CSV or JSON file; a refusal is an outcome, as for any read. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const outcome = await inventoryExport(query as Parameters<typeof inventoryExport>[0]);
  if (outcome.ok) return streamed(outcome.data);
  const status = statusOf(outcome.failure.code);
  return Response.json(outcome, { status, headers: { "cache-control": "no-store" } });
}
