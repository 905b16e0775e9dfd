import { AwsError, type CallBefore, type IamUser, type Operation } from "../contract";
import { membersOf, requiredText } from "../members";
import { iamId } from "../random";
import { checkDocument, needOnEntity } from "./policies";

interface UserInput {
  userName: string;
}

export const createUser: Operation<UserInput> = {
  ...onUser("CreateUser"),
  run: ({ userName }, call) => {
    const { users } = call.account.iam;
    if (users.has(userName)) {
      const message = `User with name ${userName} already exists.`;
      throw new AwsError("EntityAlreadyExists", message, 409);
    }
    const user: IamUser = {
      name: userName,
      arn: userArn(userName, call),
      userId: iamId(call.world.random, "AIDA"),
      // A key that nobody is told before CreateAccessKey.
      accessKeyId: iamId(call.world.random, "AKIA"),
      secretAccessKey: call.world.random.letters(40),
      policies: new Map(),
      createdAt: call.now,
    };
    users.set(userName, user);
    const { arn, userId } = user;
    return {
      User: { Path: "/", UserName: userName, UserId: userId, Arn: arn, CreateDate: call.now },
    };
  },
};

/** Hands out the user's key; here a user has one, and a second call hands out the same. */
export const createAccessKey: Operation<UserInput> = {
  ...onUser("CreateAccessKey"),
  run: (input, call) => {
    const user = userNamed(input, call);
    return {
      AccessKey: {
        UserName: user.name,
        AccessKeyId: user.accessKeyId,
        Status: "Active",
        SecretAccessKey: user.secretAccessKey,
        CreateDate: call.now,
      },
    };
  },
};

interface PolicyInput extends UserInput {
  policyName: string;
  document: string;
}

/** Puts an inline policy in place, or replaces it. */
export const putUserPolicy: Operation<PolicyInput> = {
  ...onUser("PutUserPolicy"),
  parse: (raw) => {
    const members = membersOf(raw);
    return {
      userName: requiredText(members, "UserName", { min: 1, max: 128 }),
      policyName: requiredText(members, "PolicyName", { min: 1, max: 128 }),
      document: checkDocument(requiredText(members, "PolicyDocument")),
    };
  },
  run: (input, call) => {
    userNamed(input, call).policies.set(input.policyName, input.document);
    return {};
  },
};

export const deleteUser: Operation<UserInput> = {
  ...onUser("DeleteUser"),
  run: (input, call) => {
    call.account.iam.users.delete(userNamed(input, call).name);
    return {};
  },
};

/** A customer managed policy, to be attached to roles. */
export const createPolicy: Operation<{ policyName: string; document: string }> = {
  name: "CreatePolicy",
  readOnly: false,
  parse: (raw) => {
    const members = membersOf(raw);
    return {
      policyName: requiredText(members, "PolicyName", { min: 1, max: 128 }),
      document: checkDocument(requiredText(members, "PolicyDocument")),
    };
  },
  needs: ({ policyName }, call) => [
    needOnEntity("CreatePolicy", { arn: policyArn(policyName, call) }, call),
  ],
  run: ({ policyName, document }, call) => {
    const arn = policyArn(policyName, call);
    const policies = call.account.iam.managedPolicies;
    if (policies.has(arn)) {
      const message = `A policy called ${policyName} already exists. Duplicate names are not allowed.`;
      throw new AwsError("EntityAlreadyExists", message, 409);
    }
    policies.set(arn, document);
    return {
      Policy: {
        PolicyName: policyName,
        PolicyId: iamId(call.world.random, "ANPA"),
        Arn: arn,
        Path: "/",
        DefaultVersionId: "v1",
        AttachmentCount: 0,
        IsAttachable: true,
        CreateDate: call.now,
        UpdateDate: call.now,
      },
    };
  },
  trail: ({ policyName, document }) => ({
    requestParameters: { policyName, policyDocument: document },
    responseElements: null,
  }),
};

/** What the operations on one user have in common. CloudTrail never sees a key. */
function onUser(name: string) {
  return {
    name,
    readOnly: false,
    parse: (raw: unknown): UserInput => ({
      userName: requiredText(membersOf(raw), "UserName", { min: 1, max: 128 }),
    }),
    needs: ({ userName }: UserInput, call: CallBefore) => [
      needOnEntity(name, { arn: userArn(userName, call) }, call),
    ],
    trail: (input: UserInput) => ({ requestParameters: { ...input }, responseElements: null }),
  };
}

function userNamed({ userName }: UserInput, { account }: CallBefore): IamUser {
  const user = account.iam.users.get(userName);
  if (user) return user;
  throw new AwsError("NoSuchEntity", `The user with name ${userName} cannot be found.`, 404);
}

const userArn = (userName: string, { account }: CallBefore) =>
  account.iam.users.get(userName)?.arn ?? `arn:aws:iam::${account.id}:user/${userName}`;

const policyArn = (policyName: string, { account }: CallBefore) =>
  `arn:aws:iam::${account.id}:policy/${policyName}`;
