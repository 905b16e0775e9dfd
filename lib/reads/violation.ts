import "server-only";
import { z } from "zod";
import { log } from "@/lib/log";

const Report = z.object({
  "csp-report": z.object({ "effective-directive": z.string().regex(/^[a-z-]{1,40}$/) }),
});

const BYTES_MAX = 16_384;
const QUIET_MS = 1_000;
let quietUntil = 0;

/**
 * Logs which directive stopped something. Nothing else of the report: its addresses and samples
 * are the attacker's words. Anyone may send reports, so at most one a second is written.
 */
export async function noteViolation(request: Request): Promise<void> {
  const length = Number(request.headers.get("content-length") ?? BYTES_MAX + 1);
  if (length > BYTES_MAX || Date.now() < quietUntil) return;
  quietUntil = Date.now() + QUIET_MS;
  const report = Report.safeParse(await request.json().catch(() => undefined));
  if (!report.success) return;
  const code = report.data["csp-report"]["effective-directive"];
  log("warn", "the content security policy stopped something", { code });
}
