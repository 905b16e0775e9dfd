import { AwsError, type CallBefore, type IamRole, type Operation } from "../contract";
import { membersOf, optionalInteger, optionalText, requiredText } from "../members";
import { iamId } from "../random";
import { roleOf } from "./get-role";
import { attachedArn, attachedKey, checkDocument, documentOf, needOnEntity } from "./policies";

interface RoleInput {
  roleName: string;
}

interface CreateInput extends RoleInput {
  path: string;
  trustPolicy: string;
  maxSessionSeconds: number;
}

export const createRole: Operation<CreateInput> = {
  name: "CreateRole",
  readOnly: false,
  parse: (raw) => {
    const members = membersOf(raw);
    return {
      roleName: requiredText(members, "RoleName", { min: 1, max: 64 }),
      path: optionalText(members, "Path", { min: 1, max: 512 }) ?? "/",
      trustPolicy: checkDocument(requiredText(members, "AssumeRolePolicyDocument")),
      maxSessionSeconds: optionalInteger(members, "MaxSessionDuration", 3600, 43_200) ?? 3600,
    };
  },
  needs: (input, call) => [needOnEntity("CreateRole", { arn: arnOf(input, call) }, call)],
  run: (input, call) => {
    const { roles } = call.account.iam;
    if (roles.has(input.roleName)) {
      const message = `Role with name ${input.roleName} already exists.`;
      throw new AwsError("EntityAlreadyExists", message, 409);
    }
    const role: IamRole = {
      name: input.roleName,
      arn: arnOf(input, call),
      roleId: iamId(call.world.random, "AROA"),
      trustPolicy: input.trustPolicy,
      policies: new Map(),
      maxSessionSeconds: input.maxSessionSeconds,
      createdAt: call.now,
    };
    roles.set(role.name, role);
    return { Role: roleOf(role) };
  },
  trail: ({ roleName, path, trustPolicy }) => ({
    requestParameters: { roleName, path, assumeRolePolicyDocument: trustPolicy },
    responseElements: null,
  }),
};

export const deleteRole: Operation<RoleInput> = {
  ...onRole("DeleteRole"),
  run: (input, call) => {
    const role = roleNamed(input, call);
    for (const key of role.policies.keys()) {
      const first = attachedArn(key) ? "detach all policies" : "delete policies";
      throw new AwsError("DeleteConflict", `Cannot delete entity, must ${first} first.`, 409);
    }
    call.account.iam.roles.delete(role.name);
    return {};
  },
};

interface PolicyInput extends RoleInput {
  policyName: string;
}

/** Puts an inline policy in place, or replaces it. */
export const putRolePolicy: Operation<PolicyInput & { document: string }> = {
  ...onRole("PutRolePolicy"),
  parse: (raw) => ({
    ...policyInput(raw),
    document: checkDocument(requiredText(membersOf(raw), "PolicyDocument")),
  }),
  run: (input, call) => {
    roleNamed(input, call).policies.set(input.policyName, input.document);
    return {};
  },
};

export const getRolePolicy: Operation<PolicyInput> = {
  ...onRole("GetRolePolicy", true),
  parse: policyInput,
  run: (input, call) => ({
    RoleName: input.roleName,
    PolicyName: input.policyName,
    PolicyDocument: encodeURIComponent(inlineOf(input, call)),
  }),
};

export const deleteRolePolicy: Operation<PolicyInput> = {
  ...onRole("DeleteRolePolicy"),
  parse: policyInput,
  run: (input, call) => {
    inlineOf(input, call);
    roleNamed(input, call).policies.delete(input.policyName);
    return {};
  },
};

interface AttachInput extends RoleInput {
  policyArn: string;
}

export const attachRolePolicy: Operation<AttachInput> = {
  ...onRole("AttachRolePolicy"),
  parse: attachInput,
  run: (input, call) => {
    const { policies } = roleNamed(input, call);
    policies.set(attachedKey(input.policyArn), documentOf(input.policyArn, call.account));
    return {};
  },
};

export const detachRolePolicy: Operation<AttachInput> = {
  ...onRole("DetachRolePolicy"),
  parse: attachInput,
  run: (input, call) => {
    if (!roleNamed(input, call).policies.delete(attachedKey(input.policyArn))) {
      throw new AwsError("NoSuchEntity", `Policy ${input.policyArn} was not found.`, 404);
    }
    return {};
  },
};

export const listRolePolicies: Operation<RoleInput> = {
  ...onRole("ListRolePolicies", true),
  run: (input, call) => ({
    PolicyNames: [...roleNamed(input, call).policies.keys()].filter((key) => !attachedArn(key)),
    IsTruncated: false,
  }),
};

export const listAttachedRolePolicies: Operation<RoleInput> = {
  ...onRole("ListAttachedRolePolicies", true),
  run: (input, call) => ({
    AttachedPolicies: [...roleNamed(input, call).policies.keys()].flatMap((key) => {
      const arn = attachedArn(key);
      return arn ? [{ PolicyName: arn.slice(arn.lastIndexOf("/") + 1), PolicyArn: arn }] : [];
    }),
    IsTruncated: false,
  }),
};

/** What every operation on an existing role has in common. */
function onRole(name: string, readOnly = false) {
  return {
    name,
    readOnly,
    parse: (raw: unknown): RoleInput => ({
      roleName: requiredText(membersOf(raw), "RoleName", { min: 1, max: 64 }),
    }),
    needs: (input: RoleInput, call: CallBefore) => [
      needOnEntity(name, { arn: arnOf({ ...input, path: "/" }, call) }, call),
    ],
    trail: (input: RoleInput) => ({ requestParameters: { ...input }, responseElements: null }),
  };
}

function policyInput(raw: unknown): PolicyInput {
  const members = membersOf(raw);
  return {
    roleName: requiredText(members, "RoleName", { min: 1, max: 64 }),
    policyName: requiredText(members, "PolicyName", { min: 1, max: 128 }),
  };
}

function attachInput(raw: unknown): AttachInput {
  const members = membersOf(raw);
  return {
    roleName: requiredText(members, "RoleName", { min: 1, max: 64 }),
    policyArn: requiredText(members, "PolicyArn", { min: 20, max: 2048 }),
  };
}

function arnOf({ roleName, path }: RoleInput & { path: string }, { account }: CallBefore) {
  const known = account.iam.roles.get(roleName)?.arn;
  return known ?? `arn:aws:iam::${account.id}:role${path}${roleName}`;
}

function roleNamed({ roleName }: RoleInput, { account }: CallBefore): IamRole {
  const role = account.iam.roles.get(roleName);
  if (role) return role;
  throw new AwsError("NoSuchEntity", `The role with name ${roleName} cannot be found.`, 404);
}

function inlineOf(input: PolicyInput, call: CallBefore): string {
  const document = roleNamed(input, call).policies.get(input.policyName);
  if (document && !attachedArn(input.policyName)) return document;
  const message = `The role policy with name ${input.policyName} cannot be found.`;
  throw new AwsError("NoSuchEntity", message, 404);
}
