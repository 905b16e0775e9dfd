import type { TrailFields } from "../contract";

/** Inputs that CloudTrail never sees, not even as a placeholder (facts 4.2). */
const hidden = new Set(["SecretString", "SecretBinary", "RotationToken", "RandomPassword"]);

/** The input in lower camel case, without anything secret. */
export function requestParameters(input: unknown): Record<string, unknown> | null {
  if (typeof input !== "object" || input === null) return null;
  const shown = camel(input) as Record<string, unknown>;
  return Object.keys(shown).length > 0 ? shown : null;
}

/** A reading call, or one whose answer CloudTrail leaves out. */
export function readTrail(input: unknown): TrailFields {
  return { requestParameters: requestParameters(input), responseElements: null };
}

/** A writing call: the record names at least the secret's ARN (facts 4.2). */
export function writeTrail(input: unknown, output: unknown): TrailFields {
  return { requestParameters: requestParameters(input), responseElements: elements(output) };
}

/** An answer without members, from which CloudTrail still learns the ARN (facts 4.2). */
export function emptyAnswer(arn: string): Record<string, never> {
  return Object.defineProperty({}, "ARN", { value: arn, enumerable: false });
}

/** `May 3, 2018 5:51:02 PM`: how CloudTrail writes DeleteSecret's date (facts 4.2). */
export function longDate(moment: Date): string {
  const day = moment.toLocaleDateString("en-US", {
    timeZone: "UTC",
    month: "short",
    day: "numeric",
    year: "numeric",
  });
  const time = moment.toLocaleTimeString("en-US", { timeZone: "UTC", hour12: true });
  return `${day} ${time.replace("\u202f", " ")}`;
}

function elements(output: unknown): Record<string, unknown> | null {
  if (typeof output !== "object" || output === null) return null;
  const { ARN, Name, VersionId, DeletionDate } = output as Record<string, unknown>;
  return {
    ...(Name ? { name: Name } : {}),
    ...(VersionId ? { versionId: VersionId } : {}),
    ...(DeletionDate instanceof Date ? { deletionDate: longDate(DeletionDate) } : {}),
    ...(ARN ? { arn: ARN } : {}),
  };
}

function camel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camel);
  if (typeof value !== "object" || value === null) return value;
  const shown: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (hidden.has(name) || inner === undefined) continue;
    shown[lowerCamel(name)] = camel(inner);
  }
  return shown;
}

/** `SecretId` → `secretId`, `RotationLambdaARN` → `rotationLambdaARN`. */
function lowerCamel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
