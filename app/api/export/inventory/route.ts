import type { NextRequest } from "next/server";
import { inventoryExport } from "@/lib/reads/inventory-export";
import { asRefusal } from "../as-file";
import { streamed } from "../streamed";

/** The current filter as a CSV or JSON file; a refusal is an outcome, as for any read. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const outcome = await inventoryExport(query as Parameters<typeof inventoryExport>[0]);
  return outcome.ok ? streamed(outcome.data) : asRefusal(outcome);
}
