import type { NextRequest } from "next/server";
import { disposalRecord } from "@/lib/reads/deletions";
import { asFile } from "../as-file";

/** The disposal record as a CSV or JSON file; a refusal is an outcome, as for any read. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = Object.fromEntries(request.nextUrl.searchParams);
  return asFile(await disposalRecord(query as Parameters<typeof disposalRecord>[0]));
}
