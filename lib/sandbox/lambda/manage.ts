import { AwsError, type CallBefore, type Need, type Operation, RawAnswer } from "../contract";
import { type Members, membersOf, optionalInteger, optionalText, requiredText } from "../members";
import { configurationOf } from "./configuration";
import { functionOf, needOn, readFunctionName } from "./find-function";
import { type LambdaFunction, lambdaOf } from "./state";

const functions = "/2015-03-31/functions";

interface CreateInput {
  functionName: string;
  roleArn: string;
  runtime: string;
  handler: string;
  description: string;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
}

/** A new function. Its code is never run: what it does follows from its name, see `scriptOf`. */
export const createFunction: Operation<CreateInput> = {
  name: "CreateFunction",
  eventName: "CreateFunction20150331",
  readOnly: false,
  http: { method: "POST", path: `${functions}/` },
  parse: (raw) => {
    const members = membersOf(raw);
    return {
      functionName: requiredText(members, "FunctionName", { min: 1, max: 140 }),
      roleArn: requiredText(members, "Role", { min: 20, max: 2048 }),
      runtime: optionalText(members, "Runtime") ?? "python3.13",
      handler: optionalText(members, "Handler", { max: 128 }) ?? "index.handler",
      description: optionalText(members, "Description", { max: 256 }) ?? "",
      timeoutSeconds: optionalInteger(members, "Timeout", 1, 900) ?? 3,
      memoryMb: optionalInteger(members, "MemorySize", 128, 10_240) ?? 128,
      environment: environmentIn(members),
    };
  },
  needs: ({ functionName, roleArn }, call) => [
    needOn("lambda:CreateFunction", functionName, call),
    passRole(roleArn, call),
  ],
  run: ({ functionName, ...rest }, call) => {
    const { name, arn } = readFunctionName(functionName, call);
    const held = lambdaOf(call.region).functions;
    if (held.has(name)) throw conflict(`Function already exist: ${name}`);
    const fn: LambdaFunction = { name, arn, ...rest, lastModified: call.now };
    held.set(name, fn);
    return created({ ...configurationOf(fn), State: "Active", LastUpdateStatus: "Successful" });
  },
  trail: ({ functionName, roleArn, runtime, handler }) => ({
    requestParameters: { functionName, role: roleArn, runtime, handler },
    responseElements: null,
  }),
};

export const deleteFunction: Operation<{ functionName: string }> = {
  name: "DeleteFunction",
  eventName: "DeleteFunction20150331",
  readOnly: false,
  http: { method: "DELETE", path: `${functions}/{FunctionName}` },
  parse: (raw) => ({ functionName: functionNameIn(membersOf(raw)) }),
  needs: ({ functionName }, call) => [needOn("lambda:DeleteFunction", functionName, call)],
  run: ({ functionName }, call) => {
    lambdaOf(call.region).functions.delete(functionOf(functionName, call).name);
    return new RawAnswer(204, {}, "");
  },
  trail: ({ functionName }) => ({ requestParameters: { functionName }, responseElements: null }),
};

interface PermissionInput {
  functionName: string;
  statementId: string;
  action: string;
  principal: string;
  sourceAccount?: string;
  sourceArn?: string;
}

/** Lets a service or an account invoke the function: the grant that rotation needs (facts 1.1). */
export const addPermission: Operation<PermissionInput> = {
  name: "AddPermission",
  eventName: "AddPermission20150331v2",
  readOnly: false,
  http: { method: "POST", path: `${functions}/{FunctionName}/policy` },
  parse: (raw) => {
    const members = membersOf(raw);
    return {
      functionName: functionNameIn(members),
      statementId: requiredText(members, "StatementId", { min: 1, max: 100 }),
      action: requiredText(members, "Action"),
      principal: requiredText(members, "Principal"),
      sourceAccount: optionalText(members, "SourceAccount"),
      sourceArn: optionalText(members, "SourceArn"),
    };
  },
  needs: ({ functionName }, call) => [needOn("lambda:AddPermission", functionName, call)],
  run: (input, call) => {
    const fn = functionOf(input.functionName, call);
    const statements = statementsOf(fn);
    if (statements.some(({ Sid }) => Sid === input.statementId)) {
      throw conflict(
        `The statement id (${input.statementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    }
    const statement = statementFor(input, fn.arn);
    fn.policy = policyOf([...statements, statement]);
    return created({ Statement: JSON.stringify(statement) });
  },
  trail: ({ functionName, statementId, action, principal }) => ({
    requestParameters: { functionName, statementId, action, principal },
    responseElements: null,
  }),
};

export const removePermission: Operation<{ functionName: string; statementId: string }> = {
  name: "RemovePermission",
  eventName: "RemovePermission20150331v2",
  readOnly: false,
  http: { method: "DELETE", path: `${functions}/{FunctionName}/policy/{StatementId}` },
  parse: (raw) => {
    const members = membersOf(raw);
    return {
      functionName: functionNameIn(members),
      statementId: requiredText(members, "StatementId", { min: 1, max: 100 }),
    };
  },
  needs: ({ functionName }, call) => [needOn("lambda:RemovePermission", functionName, call)],
  run: ({ functionName, statementId }, call) => {
    const fn = functionOf(functionName, call);
    const statements = statementsOf(fn);
    const left = statements.filter(({ Sid }) => Sid !== statementId);
    if (left.length === statements.length) {
      throw new AwsError(
        "ResourceNotFoundException",
        `Statement ${statementId} is not found in resource policy.`,
        404,
      );
    }
    fn.policy = left.length > 0 ? policyOf(left) : undefined;
    return new RawAnswer(204, {}, "");
  },
  trail: ({ functionName, statementId }) => ({
    requestParameters: { functionName, statementId },
    responseElements: null,
  }),
};

type Statement = Record<string, unknown> & { Sid?: unknown };

function statementsOf(fn: LambdaFunction): Statement[] {
  const document: { Statement?: Statement[] } = JSON.parse(fn.policy ?? "{}");
  return document.Statement ?? [];
}

function policyOf(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements });
}

function statementFor(input: PermissionInput, arn: string): Statement {
  const { principal, sourceAccount, sourceArn } = input;
  const service = principal.endsWith(".amazonaws.com");
  const account = /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal;
  const condition = {
    ...(sourceAccount ? { StringEquals: { "AWS:SourceAccount": sourceAccount } } : {}),
    ...(sourceArn ? { ArnLike: { "AWS:SourceArn": sourceArn } } : {}),
  };
  return {
    Sid: input.statementId,
    Effect: "Allow",
    Principal: principal === "*" ? "*" : service ? { Service: principal } : { AWS: account },
    Action: input.action,
    Resource: arn,
    ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
  };
}

function environmentIn(members: Members): Record<string, string> {
  const variables = Object.entries(membersOf(membersOf(members.Environment).Variables));
  return Object.fromEntries(variables.map(([name, value]) => [name, String(value)]));
}

const functionNameIn = (members: Members) =>
  requiredText(members, "FunctionName", { min: 1, max: 170 });

function passRole(roleArn: string, { account }: CallBefore): Need {
  return { action: "iam:PassRole", resourceArn: roleArn, resourceAccountId: account.id };
}

const created = (body: unknown) =>
  new RawAnswer(201, { "content-type": "application/json" }, JSON.stringify(body));

const conflict = (message: string) => new AwsError("ResourceConflictException", message, 409);
