import type { Operation } from "./contract";

/**
 * The table of a service's operations by name. The input's type is the operation's own affair:
 * what `parse` returns is what `run` is given, and nobody in between looks inside.
 */
export function operationsOf(
  // biome-ignore lint/suspicious/noExplicitAny: an operation is contravariant in its input.
  ...operations: readonly Operation<any>[]
): ReadonlyMap<string, Operation> {
  return new Map(operations.map((operation) => [operation.name, operation]));
}
