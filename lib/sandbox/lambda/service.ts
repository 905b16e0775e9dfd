import type { Service } from "../contract";
import { operationsOf } from "../operations";
import { invoke } from "./invoke";
import { addPermission, createFunction, deleteFunction, removePermission } from "./manage";
import { getFunction, getFunctionConfiguration, getPolicy, listFunctions } from "./operations";

/** Lambda, as far as rotation functions are made, looked at and tried. */
export const lambda: Service = {
  signingName: "lambda",
  eventSource: "lambda.amazonaws.com",
  protocol: "rest-json",
  operations: operationsOf(
    listFunctions,
    getFunction,
    getFunctionConfiguration,
    getPolicy,
    invoke,
    createFunction,
    deleteFunction,
    addPermission,
    removePermission,
  ),
};
