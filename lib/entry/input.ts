import "server-only";
import type { z } from "zod";
import { Failure } from "@/lib/domain/failure";

const FIELDS_MAX = 20;
const CHARS_MAX = 200;

/** Says per field what is wrong. Schemas word their messages without repeating what was typed. */
export function invalid(error: z.ZodError): Failure {
  const fields = error.issues
    .slice(0, FIELDS_MAX)
    .map(({ path, message }) => [
      path.map(String).join(".").slice(0, CHARS_MAX) || "input",
      message.slice(0, CHARS_MAX),
    ]);
  return new Failure("invalid-input", { fields: Object.fromEntries(fields) });
}
