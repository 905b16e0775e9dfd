import type { NextRequest } from "next/server";
import { deliveriesExport } from "@/lib/reads/delivery-log";
import { asRefusal } from "../as-file";
import { streamed } from "../streamed";

/** The delivery log as a CSV file; a refusal is an outcome, as for any read. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = Object.fromEntries(request.nextUrl.searchParams);
  const outcome = await deliveriesExport(query as Parameters<typeof deliveriesExport>[0]);
  return outcome.ok ? streamed(outcome.data) : asRefusal(outcome);
}
