import type { Service } from "../contract";
import { operationsOf } from "../operations";
import { getRole } from "./get-role";
import { simulatePrincipalPolicy } from "./simulate-principal-policy";

/** IAM, as far as roles can be looked at and their policies tried. */
export const iamApi: Service = {
  signingName: "iam",
  eventSource: "iam.amazonaws.com",
  protocol: "query",
  xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/",
  operations: operationsOf(getRole, simulatePrincipalPolicy),
};
