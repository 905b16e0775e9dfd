import type { NextRequest } from "next/server";
import { statusOf } from "@/lib/domain/failure";
import { answerRead } from "@/lib/reads";

/** The one door for refetches. GET, so that the browser may run several at once and abort them. */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ name: string }> },
): Promise<Response> {
  const { name } = await params;
  const headers = { "cache-control": "no-store" };
  const outcome = await answerRead(name, request.nextUrl.searchParams);
  if (!outcome) return Response.json(null, { status: 404, headers });
  const status = outcome.ok ? 200 : statusOf(outcome.failure.code);
  return Response.json(outcome, { status, headers });
}
