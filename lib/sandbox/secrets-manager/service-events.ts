import type { World } from "../contract";
import type { Secret } from "./secret";

/** What Secrets Manager writes into CloudTrail on its own account (facts 4.3). */
export type ServiceEvent =
  | "RotationStarted"
  | "RotationSucceeded"
  | "RotationFailed"
  | "RotationAbandoned"
  | "TestRotationStarted"
  | "TestRotationSucceeded"
  | "TestRotationFailed"
  | "StartSecretVersionDelete"
  | "CancelSecretVersionDelete"
  | "EndSecretVersionDelete"
  | "ReplicationStarted"
  | "ReplicationSucceeded"
  | "ReplicationFailed";

const principal = "secretsmanager.amazonaws.com";

/** Records one service event; `errorMessage` only for the failed ones. */
export function recordEvent(
  world: World,
  secret: Secret,
  eventName: ServiceEvent,
  errorMessage?: string,
): void {
  const kind = eventName.includes("Rotation")
    ? "Rotation"
    : eventName.startsWith("Replication")
      ? "Replication"
      : "SecretVersionDelete";
  world.record({
    eventId: world.random.uuid(),
    eventTime: world.clock.now(),
    eventSource: principal,
    eventName,
    readOnly: false,
    accountId: secret.accountId,
    region: secret.region,
    sourceIpAddress: principal,
    userAgent: principal,
    requestId: `${kind}-${secret.arn}-${world.random.uuid()}`,
    requestParameters: null,
    responseElements: null,
    additionalEventData: { SecretId: secret.arn },
    eventType: "AwsServiceEvent",
    ...(errorMessage ? { errorMessage } : {}),
  });
}
