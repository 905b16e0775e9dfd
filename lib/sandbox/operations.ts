import type { Operation } from "./contract";

/** The table of a service's operations by name. */
export function operationsOf(...operations: readonly Operation[]): ReadonlyMap<string, Operation> {
  return new Map(operations.map((operation) => [operation.name, operation]));
}
