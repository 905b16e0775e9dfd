import type { NextRequest } from "next/server";
import { rotationExport } from "@/lib/reads/rotation-export";
import { asFile } from "../as-file";

/** The windows of the shown days as a CSV file; a refusal is an outcome, as for any read. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = Object.fromEntries(request.nextUrl.searchParams);
  return asFile(await rotationExport(query as Parameters<typeof rotationExport>[0]));
}
