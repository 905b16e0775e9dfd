import { AwsError } from "../contract";
import { atLeast, atMost, lowerFirst, sentence, shown, unfit } from "./shape-texts";

/**
 * Checks a decoded JSON body the way AWS's Java framework does: first the JSON types
 * (SerializationException at the first that does not fit), then every limit at once (one
 * ValidationException that counts them). Unknown members are ignored, null is absent.
 */
export interface Shape<T> {
  /** Only for the compiler: what a checked value is. */
  readonly type?: T;
  readonly sensitive?: boolean;
  /** Throws if the JSON type does not fit. */
  fit(value: unknown): void;
  /** Adds one sentence per broken limit. */
  limits(value: unknown, path: string, broken: string[]): void;
}

interface Member<T, Required extends boolean> {
  shape: Shape<T>;
  required: Required;
}

type Members = Record<string, Member<unknown, boolean>>;
type TypeOf<M> = M extends Member<infer T, boolean> ? T : never;
type RequiredKeys<M extends Members> = {
  [K in keyof M]: M[K] extends Member<unknown, true> ? K : never;
}[keyof M];

/** The members of a checked structure. */
export type StructureOf<M extends Members> = { [K in RequiredKeys<M>]: TypeOf<M[K]> } & {
  [K in Exclude<keyof M, RequiredKeys<M>>]?: TypeOf<M[K]>;
};

/** What a checked value of a shape is. */
export type ValueOf<S> = S extends Shape<infer T> ? T : never;

/** A member that must be there. */
export function required<T>(shape: Shape<T>): Member<T, true> {
  return { shape, required: true };
}

/** A member that may be missing. */
export function optional<T>(shape: Shape<T>): Member<T, false> {
  return { shape, required: false };
}

interface TextLimits {
  min?: number;
  max?: number;
  pattern?: string;
  oneOf?: readonly string[];
  /** What the refusal lists, where AWS's text lags behind its model. */
  oneOfAsSaid?: readonly string[];
  sensitive?: boolean;
}

/** Text, measured in UTF-16 units as Java does. */
export function text(limits: TextLimits = {}): Shape<string> {
  const pattern = limits.pattern ? new RegExp(`^(?:${limits.pattern})$`) : undefined;
  return {
    sensitive: limits.sensitive ?? false,
    fit: (value) => {
      if (typeof value !== "string") throw unfit(value, "String");
    },
    limits: (value, path, broken) => {
      const given = value as string;
      const say = (rule: string) => broken.push(sentence(given, path, rule, limits.sensitive));
      if (limits.min !== undefined && given.length < limits.min) say(atLeast(limits.min));
      if (limits.max !== undefined && given.length > limits.max) say(atMost(limits.max));
      if (pattern && !pattern.test(given)) {
        say(`Member must satisfy regular expression pattern: ${limits.pattern}`);
      }
      if (limits.oneOf && !limits.oneOf.includes(given)) {
        const said = (limits.oneOfAsSaid ?? limits.oneOf).join(", ");
        say(`Member must satisfy enum value set: [${said}]`);
      }
    },
  };
}

/** A whole number. `name` is Java's word for it. */
export function whole(
  limits: { min?: number; max?: number } = {},
  name: "Integer" | "Long" = "Integer",
): Shape<number> {
  return {
    fit: (value) => {
      if (typeof value !== "number" || !Number.isInteger(value)) throw unfit(value, name);
    },
    limits: (value, path, broken) => {
      const given = value as number;
      if (limits.min !== undefined && given < limits.min) {
        const rule = `Member must have value greater than or equal to ${limits.min}`;
        broken.push(sentence(`${given}`, path, rule));
      }
      if (limits.max !== undefined && given > limits.max) {
        const rule = `Member must have value less than or equal to ${limits.max}`;
        broken.push(sentence(`${given}`, path, rule));
      }
    },
  };
}

/** true or false. */
export function flag(): Shape<boolean> {
  return {
    fit: (value) => {
      if (typeof value !== "boolean") throw unfit(value, "Boolean");
    },
    limits: () => undefined,
  };
}

/** Bytes as base64 text; the limits count the bytes. */
export function bytes(limits: { min: number; max: number }): Shape<string> {
  return {
    sensitive: true,
    fit: (value) => {
      if (typeof value !== "string") throw unfit(value, "Blob");
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value)) {
        throw new AwsError("SerializationException", "Invalid base64 in payload");
      }
    },
    limits: (value, path, broken) => {
      const size = Buffer.byteLength(value as string, "base64");
      if (size < limits.min) broken.push(sentence("", path, atLeast(limits.min), true));
      if (size > limits.max) broken.push(sentence("", path, atMost(limits.max), true));
    },
  };
}

/** A list; elements are named `path.1.member` in refusals. */
export function list<T>(of: Shape<T>, limits: { min?: number; max?: number } = {}): Shape<T[]> {
  return {
    fit: (value) => {
      if (!Array.isArray(value)) {
        throw typeof value === "object"
          ? new AwsError(
              "SerializationException",
              "Start of structure or map found where not expected.",
            )
          : new AwsError("SerializationException", "Unexpected value type in payload");
      }
      for (const item of value) of.fit(item);
    },
    limits: (value, path, broken) => {
      const given = value as unknown[];
      const say = (rule: string) => broken.push(sentence(shown(given), path, rule));
      if (limits.min !== undefined && given.length < limits.min) say(atLeast(limits.min));
      if (limits.max !== undefined && given.length > limits.max) say(atMost(limits.max));
      for (const [i, item] of given.entries()) of.limits(item, `${path}.${i + 1}.member`, broken);
    },
  };
}

/** A structure, nested or the whole input. */
export function structure<M extends Members>(members: M): Shape<StructureOf<M>> {
  const entries = Object.entries(members);
  return {
    fit: (value) => {
      if (Array.isArray(value)) {
        throw new AwsError("SerializationException", "Start of list found where not expected");
      }
      if (typeof value !== "object" || value === null) {
        throw new AwsError("SerializationException", "Unexpected value type in payload");
      }
      const given = value as Record<string, unknown>;
      for (const [name, { shape }] of entries) {
        if (given[name] !== undefined && given[name] !== null) shape.fit(given[name]);
      }
    },
    limits: (value, path, broken) => {
      const given = value as Record<string, unknown>;
      for (const [name, member] of entries) {
        const at = `${path ? `${path}.` : ""}${lowerFirst(name)}`;
        const inner = given[name];
        if (inner !== undefined && inner !== null) member.shape.limits(inner, at, broken);
        else if (member.required) {
          broken.push(
            `Value null at '${at}' failed to satisfy constraint: Member must not be null`,
          );
        }
      }
    },
  };
}

/** Checks a body and returns it without nulls; the input is not changed. */
export function checkInput<T>(shape: Shape<T>, raw: unknown): T {
  const input = withoutNulls(raw ?? {});
  shape.fit(input);
  const broken: string[] = [];
  shape.limits(input, "", broken);
  if (broken.length === 0) return input as T;
  const errors = broken.length === 1 ? "1 validation error" : `${broken.length} validation errors`;
  throw new AwsError("ValidationException", `${errors} detected: ${broken.join("; ")}`);
}

function withoutNulls(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return raw;
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null));
}
