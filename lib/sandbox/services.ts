import { cloudTrail } from "./cloudtrail/service";
import { cloudWatch } from "./cloudwatch/service";
import { cloudWatchLogs } from "./cloudwatch-logs/service";
import type { Service } from "./contract";
import { costExplorer } from "./cost-explorer/service";
import { iamApi } from "./iam-api/service";
import { kms } from "./kms/service";
import { lambda } from "./lambda/service";
import { pricing } from "./pricing/service";
import { secretsManagerService } from "./secrets-manager/service";
import { sts } from "./sts/sts";

/** Every AWS service that the stand-in answers for. */
export const services: readonly Service[] = [
  sts,
  secretsManagerService,
  cloudTrail,
  kms,
  lambda,
  cloudWatch,
  cloudWatchLogs,
  iamApi,
  pricing,
  costExplorer,
];
