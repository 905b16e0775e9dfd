import type { NextRequest } from "next/server";
import { ledgerExport } from "@/lib/reads/ledger-export";
import { asRefusal } from "../as-file";
import { streamed } from "../streamed";

/** What the filter leaves of the ledger as CSV or JSON lines; a refusal is an outcome, as for any read. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const outcome = await ledgerExport(query as Parameters<typeof ledgerExport>[0]);
  return outcome.ok ? streamed(outcome.data) : asRefusal(outcome);
}
