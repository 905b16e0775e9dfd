import type { NextRequest } from "next/server";
import { costsExport } from "@/lib/reads/costs-export";
import { asFile } from "../as-file";

/** The figures of the costs page as a CSV or JSON file; a refusal is an outcome, as for any read. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = Object.fromEntries(request.nextUrl.searchParams);
  return asFile(await costsExport(query as Parameters<typeof costsExport>[0]));
}
