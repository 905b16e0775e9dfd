import { createHash } from "node:crypto";
import type { LambdaFunction } from "./state";

/** A function as Lambda describes it. */
export function configurationOf(fn: LambdaFunction) {
  return {
    FunctionName: fn.name,
    FunctionArn: fn.arn,
    Runtime: fn.runtime,
    Role: fn.roleArn,
    Handler: fn.handler,
    CodeSize: 4096 + fn.name.length,
    Description: fn.description,
    Timeout: fn.timeoutSeconds,
    MemorySize: fn.memoryMb,
    // Lambda's own format, with a zone offset that has no colon.
    LastModified: fn.lastModified.toISOString().replace("Z", "+0000"),
    CodeSha256: createHash("sha256").update(fn.name).digest("base64"),
    Version: "$LATEST",
    ...(Object.keys(fn.environment).length > 0
      ? { Environment: { Variables: fn.environment } }
      : {}),
    TracingConfig: { Mode: "PassThrough" },
    RevisionId: revisionOf(fn, "code"),
    PackageType: "Zip",
    Architectures: ["x86_64"],
    EphemeralStorage: { Size: 512 },
    LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${fn.name}` },
  };
}

/** An id that changes with nothing here: functions are not edited. */
export function revisionOf(fn: LambdaFunction, of: string): string {
  const text = createHash("sha256").update(`${of} ${fn.arn}`).digest("hex");
  return [8, 12, 16, 20, 32]
    .map((end, part, ends) => text.slice(part === 0 ? 0 : ends[part - 1], end))
    .join("-");
}
