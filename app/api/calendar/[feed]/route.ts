import type { NextRequest } from "next/server";
import { assertKnownHost } from "@/lib/auth/origin";
import { calendarFeed } from "@/lib/reads/calendar-feed";

/** The address is the credential: it may be kept by nobody on the way, told to no one, found by none. */
const headers = {
  "cache-control": "private, no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex, nofollow",
};

/**
 * `GET /api/calendar/<token>.ics`, for programs that cannot sign in. A wrong, a revoked and an
 * expired token get the same 404; 503 lets a program keep what it has and ask again.
 */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ feed: string }> },
): Promise<Response> {
  const answer = isForThisHost(request) ? await calendarFeed((await params).feed) : "unknown";
  if (answer === "unknown") return new Response("Not found.", { status: 404, headers });
  if (answer === "not listed" || answer === "failed") {
    const says = "Nothing is listed yet for this calendar. Ask again later.";
    return new Response(says, { status: 503, headers: { ...headers, "retry-after": "300" } });
  }
  return new Response(answer.ics, {
    headers: {
      ...headers,
      "content-type": "text/calendar; charset=utf-8",
      "content-disposition": 'attachment; filename="strongroom-rotation.ics"',
    },
  });
}

function isForThisHost(request: NextRequest): boolean {
  try {
    assertKnownHost(request.headers);
    return true;
  } catch {
    return false;
  }
}
