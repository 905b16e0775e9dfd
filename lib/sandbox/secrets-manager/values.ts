import { AwsError, type Call, type CallBefore, type Need } from "../contract";
import { compileFilters } from "./filters";
import type { InputOf } from "./inputs";
import { current } from "./labels";
import { listPage } from "./list";
import { accountNeed, secretNeed } from "./needs";
import { keyByArn, keyNeeds } from "./neighbours";
import { operation, quotas } from "./operation";
import { parameter, refusals, request } from "./refusals";
import { dateOf, type Secret, stagesOf, type Version, versionWith } from "./secret";
import { find, homeOf, lookUp } from "./store";

interface Wanted {
  SecretId: string;
  VersionId?: string | undefined;
  VersionStage?: string | undefined;
}

const batchSize = 20;

/** GetSecretValue (facts 1.2); the first read of a UTC day moves LastAccessedDate. */
export const getSecretValue = operation("GetSecretValue", {
  readOnly: true,
  quota: quotas.get,
  needs: valueNeeds,
  run: readValue,
});

/** BatchGetSecretValue: what cannot be read is an entry in Errors, not a failed call. */
export const batchGetSecretValue = operation("BatchGetSecretValue", {
  readOnly: true,
  quota: quotas.batch,
  check: (input) => {
    if (input.MaxResults !== undefined && !input.Filters) {
      throw parameter(
        "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
      );
    }
    if ((input.SecretIdList === undefined) === (input.Filters === undefined)) {
      throw parameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
    }
  },
  needs: (input, call) => [
    accountNeed(call, "BatchGetSecretValue"),
    ...(input.Filters ? [accountNeed(call, "ListSecrets")] : []),
  ],
  run: async (input, call) => {
    const page = input.SecretIdList ? { ids: input.SecretIdList } : filteredIds(input, call);
    const SecretValues: unknown[] = [];
    const Errors: { SecretId: string; ErrorCode: string; Message: string }[] = [];
    for (const SecretId of page.ids) {
      try {
        SecretValues.push(await readOne(SecretId, call));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        Errors.push({ SecretId, ErrorCode: error.code, Message: error.message });
      }
    }
    return { SecretValues, Errors, NextToken: "token" in page ? page.token : undefined };
  },
});

function valueNeeds(wanted: Wanted, call: CallBefore): Need[] {
  const secret = lookUp(call, wanted.SecretId);
  const version = secret && wantedVersion(secret, wanted);
  const stages = wanted.VersionStage
    ? [wanted.VersionStage]
    : ((secret && version && stagesOf(secret, version.id)) ?? [current]);
  const need = secretNeed(call, "GetSecretValue", wanted.SecretId, {
    "secretsmanager:VersionStage": wanted.VersionId || wanted.VersionStage ? stages : [current],
    ...(wanted.VersionId ? { "secretsmanager:VersionId": wanted.VersionId } : {}),
  });
  return [need, ...decryptNeeds(secret, version, call)];
}

function decryptNeeds(
  secret: Secret | undefined,
  version: Version | undefined,
  call: CallBefore,
): Need[] {
  if (!secret || !version?.keyArn || secret.deletedAt !== undefined) return [];
  try {
    const key = keyByArn(call.world, call.region, version.keyArn);
    return keyNeeds(key, ["Decrypt"], secret.region, secret.arn);
  } catch {
    // The operation itself refuses: IAM is asked about the secret first.
    return [];
  }
}

function readValue(wanted: Wanted, call: Call) {
  const secret = find(call, wanted.SecretId);
  if (secret.deletedAt !== undefined) throw refusals.pendingDeletion();
  const version = checkedVersion(secret, wanted);
  if (version.keyArn) keyByArn(call.world, call.region, version.keyArn);
  else if (secret.accountId !== call.caller.accountId) throw refusals.defaultKeyAbroad();
  homeOf(call.world, secret).read(secret, version, call.now.getTime());
  const value = version.value;
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    ...(value && "string" in value ? { SecretString: value.string } : {}),
    ...(value && "binary" in value ? { SecretBinary: value.binary } : {}),
    VersionStages: stagesOf(secret, version.id),
    CreatedDate: dateOf(version.createdAt),
  };
}

function wantedVersion(secret: Secret, wanted: Wanted): Version | undefined {
  if (wanted.VersionId) return secret.versions.get(wanted.VersionId);
  return versionWith(secret, wanted.VersionStage ?? current);
}

/** @throws the three refusals of facts 1.1 for a label, an id, and the two together. */
function checkedVersion(secret: Secret, wanted: Wanted): Version {
  const { VersionId, VersionStage } = wanted;
  const version = wantedVersion(secret, wanted);
  if (VersionId) {
    if (!version) throw refusals.noVersion(VersionId);
    if (VersionStage && secret.labels.get(VersionStage) !== VersionId) {
      throw refusals.labelMismatch();
    }
    if (!version.value) throw refusals.noVersion(VersionId);
    return version;
  }
  if (!version?.value) throw refusals.noLabel(VersionStage ?? current);
  return version;
}

/** One secret of a batch: authorized and recorded by itself (facts 4.2). */
async function readOne(SecretId: string, call: Call): Promise<unknown> {
  const record = { eventName: "GetSecretValue", readOnly: true, responseElements: null };
  const requestParameters = { secretId: SecretId };
  try {
    await call.authorize(valueNeeds({ SecretId }, call));
    if (lookUp(call, SecretId)?.deletedAt !== undefined) {
      throw request(
        "You tried to perform the operation on a secret that's currently marked deleted.",
      );
    }
    const value = readValue({ SecretId }, call);
    call.addRecord({ ...record, requestParameters });
    return value;
  } catch (error) {
    if (error instanceof AwsError) {
      const { code: errorCode, message: errorMessage } = error;
      call.addRecord({ ...record, requestParameters, errorCode, errorMessage });
    }
    throw error;
  }
}

function filteredIds(input: InputOf<"BatchGetSecretValue">, call: Call) {
  compileFilters(input.Filters);
  const { secrets, token } = listPage(call, {
    Filters: input.Filters,
    NextToken: input.NextToken,
    MaxResults: input.MaxResults ?? batchSize,
  });
  return { ids: secrets.map((secret) => secret.arn), token };
}
