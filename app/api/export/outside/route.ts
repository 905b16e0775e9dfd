import type { NextRequest } from "next/server";
import { outsideExport } from "@/lib/reads/outside-export";
import { asRefusal } from "../as-file";
import { streamed } from "../streamed";

/** Changes outside the console as CSV or JSON lines; a refusal is an outcome, as for any read. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const outcome = await outsideExport(query as Parameters<typeof outsideExport>[0]);
  return outcome.ok ? streamed(outcome.data) : asRefusal(outcome);
}
