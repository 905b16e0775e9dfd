import { AwsError } from "../contract";

/** One broken limit; a sensitive value is not named. */
export function sentence(value: string, path: string, rule: string, sensitive = false): string {
  const what = sensitive ? "Value" : `Value '${value}'`;
  return `${what} at '${path}' failed to satisfy constraint: ${rule}`;
}

/** The rule a too short value breaks. */
export function atLeast(min: number): string {
  return `Member must have length greater than or equal to ${min}`;
}

/** The rule a too long value breaks. */
export function atMost(max: number): string {
  return `Member must have length less than or equal to ${max}`;
}

/** A list as Java prints it. */
export function shown(items: readonly unknown[]): string {
  const texts = items.map((item) => (typeof item === "object" ? "{}" : String(item)));
  return `[${texts.join(", ")}]`;
}

/** `SecretId` → `secretId`: how AWS names members in refusals. */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** The SerializationException for a JSON type that does not fit. */
export function unfit(value: unknown, wanted: string): AwsError {
  if (Array.isArray(value)) {
    return new AwsError("SerializationException", "Start of list found where not expected");
  }
  if (typeof value === "object") {
    return new AwsError(
      "SerializationException",
      "Start of structure or map found where not expected.",
    );
  }
  const token = {
    string: "STRING_VALUE",
    number: "NUMBER_VALUE",
    boolean: `${value}`.toUpperCase(),
  };
  const found = token[typeof value as "string" | "number" | "boolean"] ?? "VALUE";
  const suffix = typeof value === "boolean" ? `${found}_VALUE` : found;
  return new AwsError(
    "SerializationException",
    `${suffix} can not be converted to ${article(wanted)}`,
  );
}

function article(word: string): string {
  return /^[AEIOU]/.test(word) ? `an ${word}` : `a ${word}`;
}
