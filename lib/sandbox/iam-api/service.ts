import type { Service } from "../contract";
import { operationsOf } from "../operations";
import { getRole } from "./get-role";
import {
  attachRolePolicy,
  createRole,
  deleteRole,
  deleteRolePolicy,
  detachRolePolicy,
  getRolePolicy,
  listAttachedRolePolicies,
  listRolePolicies,
  putRolePolicy,
} from "./roles";
import { simulatePrincipalPolicy } from "./simulate-principal-policy";
import { createAccessKey, createPolicy, createUser, deleteUser, putUserPolicy } from "./users";

/** IAM, as far as principals are made and looked at and their policies tried. */
export const iamApi: Service = {
  signingName: "iam",
  eventSource: "iam.amazonaws.com",
  protocol: "query",
  xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/",
  operations: operationsOf(
    getRole,
    simulatePrincipalPolicy,
    createRole,
    deleteRole,
    putRolePolicy,
    getRolePolicy,
    deleteRolePolicy,
    listRolePolicies,
    attachRolePolicy,
    detachRolePolicy,
    listAttachedRolePolicies,
    createPolicy,
    createUser,
    deleteUser,
    putUserPolicy,
    createAccessKey,
  ),
};
