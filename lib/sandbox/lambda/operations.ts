import { AwsError, type Operation } from "../contract";
import { membersOf, optionalInteger, optionalText, requiredText } from "../members";
import { pageOf } from "../paging";
import { configurationOf, revisionOf } from "./configuration";
import { functionOf, needOn } from "./find-function";
import { lambdaOf } from "./state";

const functions = "/2015-03-31/functions";

interface FunctionInput {
  functionName: string;
}

/** The functions of this account and Region, 50 a page. */
export const listFunctions: Operation<{ maxItems: number; marker?: string }> = {
  name: "ListFunctions",
  eventName: "ListFunctions20150331",
  readOnly: true,
  http: { method: "GET", path: `${functions}/` },
  parse: (raw) => {
    const members = membersOf(raw);
    return {
      // A page never holds more than 50, whatever is asked for.
      maxItems: Math.min(optionalInteger(members, "MaxItems", 1, 10_000) ?? 50, 50),
      marker: optionalText(members, "Marker"),
    };
  },
  needs: (_input, { account }) => [
    { action: "lambda:ListFunctions", resourceArn: "*", resourceAccountId: account.id },
  ],
  run: ({ maxItems, marker }, { region }) => {
    const page = pageOf([...lambdaOf(region).functions.values()], maxItems, marker, {
      code: "InvalidParameterValueException",
      message: "Could not decode the marker.",
    });
    return {
      Functions: page.items.map(configurationOf),
      ...(page.next ? { NextMarker: page.next } : {}),
    };
  },
  trail: ({ maxItems, marker }) => ({
    requestParameters: { maxItems, ...(marker ? { marker } : {}) },
    responseElements: null,
  }),
};

export const getFunction: Operation<FunctionInput> = {
  name: "GetFunction",
  eventName: "GetFunction20150331v2",
  readOnly: true,
  http: { method: "GET", path: `${functions}/{FunctionName}` },
  parse: functionInput,
  needs: ({ functionName }, call) => [needOn("lambda:GetFunction", functionName, call)],
  run: ({ functionName }, call) => ({
    Configuration: {
      ...configurationOf(functionOf(functionName, call)),
      State: "Active",
      LastUpdateStatus: "Successful",
    },
    Code: { RepositoryType: "S3" },
    Tags: {},
  }),
  trail: ({ functionName }) => ({ requestParameters: { functionName }, responseElements: null }),
};

export const getFunctionConfiguration: Operation<FunctionInput> = {
  name: "GetFunctionConfiguration",
  eventName: "GetFunctionConfiguration20150331v2",
  readOnly: true,
  http: { method: "GET", path: `${functions}/{FunctionName}/configuration` },
  parse: functionInput,
  needs: ({ functionName }, call) => [
    needOn("lambda:GetFunctionConfiguration", functionName, call),
  ],
  run: ({ functionName }, call) => ({
    ...configurationOf(functionOf(functionName, call)),
    State: "Active",
    LastUpdateStatus: "Successful",
  }),
  trail: ({ functionName }) => ({ requestParameters: { functionName }, responseElements: null }),
};

/** The function's resource policy, which is where Secrets Manager is let in (facts 1.1). */
export const getPolicy: Operation<FunctionInput> = {
  name: "GetPolicy",
  eventName: "GetPolicy20150331v2",
  readOnly: true,
  http: { method: "GET", path: `${functions}/{FunctionName}/policy` },
  parse: functionInput,
  needs: ({ functionName }, call) => [needOn("lambda:GetPolicy", functionName, call)],
  run: ({ functionName }, call) => {
    const fn = functionOf(functionName, call);
    if (!fn.policy) {
      throw new AwsError(
        "ResourceNotFoundException",
        "The resource you requested does not exist.",
        404,
      );
    }
    return { Policy: fn.policy, RevisionId: revisionOf(fn, "policy") };
  },
  trail: ({ functionName }) => ({ requestParameters: { functionName }, responseElements: null }),
};

function functionInput(raw: unknown): FunctionInput {
  return { functionName: requiredText(membersOf(raw), "FunctionName", { min: 1, max: 170 }) };
}
