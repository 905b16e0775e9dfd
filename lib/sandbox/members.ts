import { AwsError } from "./contract";

/**
 * Readers for the members of an input, with the refusals AWS gives for a wrong shape: a wrong JSON
 * type is a SerializationException, a broken constraint a ValidationException whose text names the
 * member in lower camel case. Numbers may come as text, because path, query and form values do.
 */
export type Members = Readonly<Record<string, unknown>>;

/** The input as a structure; anything but a JSON object cannot be read. */
export function membersOf(raw: unknown): Members {
  if (raw === undefined || raw === null) return {};
  if (typeof raw !== "object" || Array.isArray(raw)) throw unreadable("Unexpected token");
  return raw as Members;
}

export interface TextLimits {
  min?: number;
  max?: number;
  oneOf?: readonly string[];
}

export function optionalText(members: Members, name: string, limits: TextLimits = {}) {
  const value = members[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw unreadable(`${name} must be a string`);
  if (limits.min !== undefined && value.length < limits.min) {
    throw broken(value, name, `Member must have length greater than or equal to ${limits.min}`);
  }
  if (limits.max !== undefined && value.length > limits.max) {
    throw broken(value, name, `Member must have length less than or equal to ${limits.max}`);
  }
  if (limits.oneOf && !limits.oneOf.includes(value)) {
    throw broken(value, name, `Member must satisfy enum value set: [${limits.oneOf.join(", ")}]`);
  }
  return value;
}

export function requiredText(members: Members, name: string, limits: TextLimits = {}): string {
  const value = optionalText(members, name, limits);
  if (value === undefined) throw missing(name);
  return value;
}

export function optionalInteger(members: Members, name: string, min: number, max: number) {
  const value = integerOf(members, name);
  if (value === undefined) return undefined;
  if (value < min) {
    throw broken(`${value}`, name, `Member must have value greater than or equal to ${min}`);
  }
  if (value > max) {
    throw broken(`${value}`, name, `Member must have value less than or equal to ${max}`);
  }
  return value;
}

/** A whole number without limits; some services refuse a wrong one with a code of their own. */
export function integerOf(members: Members, name: string): number | undefined {
  const given = members[name];
  if (given === undefined || given === null) return undefined;
  const value = typeof given === "string" && /^-?\d+$/.test(given) ? Number(given) : given;
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw unreadable(`${name} must be an integer`);
  }
  return value;
}

export function optionalList(members: Members, name: string): readonly unknown[] | undefined {
  const value = members[name];
  if (value === undefined || value === null) return undefined;
  // A form can say an empty list in no other way.
  if (value === "") return [];
  if (!Array.isArray(value)) throw unreadable(`${name} must be a list`);
  return value;
}

export function optionalFlag(members: Members, name: string): boolean | undefined {
  const value = members[name];
  if (value === undefined || value === null) return undefined;
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw unreadable(`${name} must be a boolean`);
}

/** A moment given as epoch seconds (JSON) or as ISO 8601 text (query). */
export function optionalMoment(members: Members, name: string): Date | undefined {
  const value = members[name];
  if (value === undefined || value === null) return undefined;
  const moment =
    typeof value === "number"
      ? new Date(value * 1000)
      : typeof value === "string"
        ? new Date(/^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : value)
        : undefined;
  if (!moment || Number.isNaN(moment.getTime())) throw unreadable(`${name} must be a timestamp`);
  return moment;
}

/** Epoch seconds with milliseconds, as the JSON protocols carry time (facts 0.3). */
export const seconds = (moment: Date): number => moment.getTime() / 1000;

export function missing(name: string): AwsError {
  return new AwsError(
    "ValidationException",
    `1 validation error detected: Value null at '${camel(name)}' failed to satisfy constraint: Member must not be null`,
  );
}

function broken(value: string, name: string, constraint: string): AwsError {
  return new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${value}' at '${camel(name)}' failed to satisfy constraint: ${constraint}`,
  );
}

function unreadable(why: string): AwsError {
  return new AwsError("SerializationException", why);
}

const camel = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
