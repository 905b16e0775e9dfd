import type { NextRequest } from "next/server";
import { evidenceExport } from "@/lib/reads/evidence";
import { asRefusal } from "../as-file";
import { streamed } from "../streamed";

/** A signed evidence bundle as a ZIP; a refusal is an outcome, as for any read. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const outcome = await evidenceExport(query as Parameters<typeof evidenceExport>[0]);
  return outcome.ok ? streamed(outcome.data) : asRefusal(outcome);
}
