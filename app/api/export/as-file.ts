import { statusOf } from "@/lib/domain/failure";
import type { Outcome } from "@/lib/domain/outcome";

/** A file that is made as a whole. */
interface TextFile {
  name: string;
  text: string;
  /** Left out = CSV. */
  type?: string;
}

/** The file, to be saved and never cached; a refusal is an outcome, as for any read. */
export function asFile(outcome: Outcome<TextFile>): Response {
  if (!outcome.ok) return asRefusal(outcome);
  const { name, text, type = "text/csv; charset=utf-8" } = outcome.data;
  return new Response(text, {
    headers: {
      "cache-control": "no-store",
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "x-content-type-options": "nosniff",
    },
  });
}

/** Why there is no file, under the status that fits. */
export function asRefusal(outcome: Extract<Outcome<unknown>, { ok: false }>): Response {
  const status = statusOf(outcome.failure.code);
  return Response.json(outcome, { status, headers: { "cache-control": "no-store" } });
}
