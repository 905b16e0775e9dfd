import { AwsError } from "../contract";

/** Limits of one string or integer member, as the service model has them. */
interface Limits {
  member: string;
  min?: number;
  max?: number;
  pattern?: RegExp;
}

/**
 * Collects what is wrong with a request's members and throws it in AWS's one sentence:
 * `2 validation errors detected: Value '…' at 'roleArn' failed to satisfy constraint: …; …`.
 */
export class Shape {
  private readonly problems: string[] = [];

  /** A member that must be there. */
  required(value: unknown, limits: Limits): string {
    const text = this.optional(value, limits);
    if (text !== undefined) return text;
    this.problems.push(
      `Value null at '${limits.member}' failed to satisfy constraint: Member must not be null`,
    );
    return "";
  }

  optional(value: unknown, limits: Limits): string | undefined {
    if (value === undefined) return undefined;
    if (typeof value !== "string") throw malformed();
    const { member, min, max, pattern } = limits;
    // AWS counts code points.
    const length = [...value].length;
    if (max !== undefined && length > max) {
      this.fails(value, member, `Member must have length less than or equal to ${max}`);
    }
    if (min !== undefined && length < min) {
      this.fails(value, member, `Member must have length greater than or equal to ${min}`);
    }
    if (pattern && !pattern.test(value)) {
      const shown = pattern.source.replace(/^\^/, "").replace(/\$$/, "");
      this.fails(value, member, `Member must satisfy regular expression pattern: ${shown}`);
    }
    return value;
  }

  integer(value: unknown, limits: Limits): number | undefined {
    if (value === undefined) return undefined;
    if (typeof value !== "string" || !/^-?\d{1,10}$/.test(value)) throw malformed();
    const { member, min, max } = limits;
    const number = Number(value);
    if (max !== undefined && number > max) {
      this.fails(value, member, `Member must have value less than or equal to ${max}`);
    }
    if (min !== undefined && number < min) {
      this.fails(value, member, `Member must have value greater than or equal to ${min}`);
    }
    return number;
  }

  /** A list; an empty one is sent as an empty text. */
  list(value: unknown, limits: Limits): unknown[] {
    if (value === undefined || value === "") return [];
    if (!Array.isArray(value)) throw malformed();
    if (limits.max !== undefined && value.length > limits.max) {
      this.problems.push(
        `Value at '${limits.member}' failed to satisfy constraint: Member must have length less than or equal to ${limits.max}`,
      );
    }
    return value;
  }

  /** Throws if anything was wrong. */
  check(): void {
    const count = this.problems.length;
    if (count === 0) return;
    const errors = count === 1 ? "1 validation error" : `${count} validation errors`;
    throw validationError(`${errors} detected: ${this.problems.join("; ")}`);
  }

  private fails(value: string, member: string, constraint: string): void {
    this.problems.push(
      `Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
    );
  }
}

/** STS's own refusals carry older names than the JSON services. */
export const validationError = (message: string) => new AwsError("ValidationError", message);

export const invalidValue = (message: string) => new AwsError("InvalidParameterValue", message);

const malformed = () => new AwsError("MalformedInput", "Invalid Argument");
