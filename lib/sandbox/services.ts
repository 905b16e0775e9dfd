import type { Service } from "./contract";
import { secretsManagerService } from "./secrets-manager/service";
import { sts } from "./sts/sts";

/** Every AWS service that the stand-in answers for. */
export const services: readonly Service[] = [sts, secretsManagerService];
