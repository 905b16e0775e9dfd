import type { Operation, Service } from "../contract";
import { assumeRole } from "./assume-role";
import { assumeRoleWithWebIdentity } from "./web-identity";

/** Who the caller is; needs no permission (facts 3). */
const getCallerIdentity: Operation<null> = {
  name: "GetCallerIdentity",
  readOnly: true,
  parse: () => null,
  needs: () => [],
  run: (_input, { caller }) => ({
    UserId: caller.userId,
    Account: caller.accountId,
    Arn: caller.arn,
  }),
  trail: () => ({ requestParameters: null, responseElements: null }),
};

/** The security token service: roles for people and for chains of roles. */
export const sts: Service = {
  signingName: "sts",
  eventSource: "sts.amazonaws.com",
  protocol: "query",
  xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  apiVersion: "2011-06-15",
  operations: new Map<string, Operation>([
    ["AssumeRole", assumeRole],
    ["AssumeRoleWithWebIdentity", assumeRoleWithWebIdentity],
    ["GetCallerIdentity", getCallerIdentity],
  ]),
};
