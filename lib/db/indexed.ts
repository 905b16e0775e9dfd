import { sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";

/**
 * The AWS request ids of an outcome, each in its quotes, cut out of the text that was hashed: an
 * index of the truth and no second one. As text and not as JSON, for a damaged row must be storable.
 */
export function requestIdsIn(canonical: AnyPgColumn) {
  return sql`string_to_array(substring(${canonical} from '"awsRequestIds":\\[([^\\]]*)\\]'), ',')`;
}

/** A role's session without its name: `arn:aws:sts::<account>:assumed-role/<role>`. */
export function sessionRoleIn(event: AnyPgColumn) {
  return sql<string>`substring((${event}->'actor'->>'arn') from '^[^/]*/[^/]*')`;
}
