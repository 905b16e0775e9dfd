import { AwsError } from "../contract";
import { type Members, membersOf, optionalList, requiredText } from "../members";
import type { BillLine } from "./bill";

/** Which lines of a bill are meant. */
export type Expression =
  | { and: readonly Expression[] }
  | { or: readonly Expression[] }
  | { not: Expression }
  | { dimension: string; values: readonly string[] };

/** Reads a filter. @throws ValidationException for what a bill here cannot be filtered by */
export function expressionOf(members: Members): Expression {
  const [kind, ...others] = Object.keys(members).filter((key) => members[key] !== undefined);
  if (others.length > 0) throw invalid("Expression must have only one root operator");
  if (kind === "And" || kind === "Or") {
    const parts = (optionalList(members, kind) ?? []).map((part) => expressionOf(membersOf(part)));
    if (parts.length < 2) throw invalid("And and Or need at least two operands");
    return kind === "And" ? { and: parts } : { or: parts };
  }
  if (kind === "Not") return { not: expressionOf(membersOf(members.Not)) };
  if (kind !== "Dimensions") throw invalid("Only dimensions can be filtered by here");
  const dimensions = membersOf(members.Dimensions);
  const values = optionalList(dimensions, "Values") ?? [];
  return { dimension: requiredText(dimensions, "Key"), values: values.map(String) };
}

/** Whether a line is meant; without a filter every line is. */
export function isWanted(line: BillLine, filter: Expression | undefined): boolean {
  if (!filter) return true;
  if ("and" in filter) return filter.and.every((part) => isWanted(line, part));
  if ("or" in filter) return filter.or.some((part) => isWanted(line, part));
  if ("not" in filter) return !isWanted(line, filter.not);
  const value = (line as unknown as Record<string, unknown>)[filter.dimension];
  return filter.values.some((wanted) => wanted === value);
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
