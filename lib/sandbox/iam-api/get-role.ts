import { AwsError, type IamRole, type Operation } from "../contract";
import { membersOf, requiredText } from "../members";

/** One role with its trust policy; policy documents are URL-encoded, as IAM answers them. */
export const getRole: Operation<{ roleName: string }> = {
  name: "GetRole",
  readOnly: true,
  parse: (raw) => ({ roleName: requiredText(membersOf(raw), "RoleName", { min: 1, max: 64 }) }),
  needs: ({ roleName }, { account }) => [
    {
      action: "iam:GetRole",
      resourceArn:
        account.iam.roles.get(roleName)?.arn ?? `arn:aws:iam::${account.id}:role/${roleName}`,
      resourceAccountId: account.id,
    },
  ],
  run: ({ roleName }, { account }) => {
    const role = account.iam.roles.get(roleName);
    if (!role) {
      throw new AwsError("NoSuchEntity", `The role with name ${roleName} cannot be found.`, 404);
    }
    return { Role: roleOf(role) };
  },
  trail: ({ roleName }) => ({ requestParameters: { roleName }, responseElements: null }),
};

/** A role as IAM describes it. */
export function roleOf(role: IamRole) {
  const path = /^arn:aws:iam::\d{12}:role(\/.*)$/.exec(role.arn)?.[1] ?? `/${role.name}`;
  return {
    Path: path.slice(0, path.lastIndexOf("/") + 1),
    RoleName: role.name,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicy),
    MaxSessionDuration: role.maxSessionSeconds,
  };
}
