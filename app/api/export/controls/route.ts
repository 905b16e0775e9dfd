import type { NextRequest } from "next/server";
import { controlsExport } from "@/lib/reads/controls-export";
import { asFile } from "../as-file";

/** The controls and their verdicts as a CSV file; a refusal is an outcome, as for any read. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = Object.fromEntries(request.nextUrl.searchParams);
  return asFile(await controlsExport(query as Parameters<typeof controlsExport>[0]));
}
