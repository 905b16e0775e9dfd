import type { AwsError, Caller, Operation, Service } from "./contract";

/** One call whose caller is known, whichever way it came in. */
export interface Incoming {
  service: Service;
  operation: Operation;
  caller: Caller;
  region: string;
  requestId: string;
  userAgent: string;
  sourceIpAddress: string;
  /** Decodes the members; throws SerializationException. */
  raw(): unknown;
  /** Runs between the caller's recognition and the operation: quota, planned refusals. */
  before?(): void;
  unauthorized?: boolean;
  unrecorded?: boolean;
}

/** What the log needs to know of a call; of a stranger's not more is known. */
export type Loggable = Pick<Incoming, "caller" | "region" | "requestId" | "userAgent"> & {
  service: Pick<Service, "signingName">;
  operation: Pick<Operation, "name">;
};

/** What became of a call; `error` is set if it was refused. */
export interface Outcome {
  output: unknown;
  error?: AwsError;
  input: unknown;
  /** The operation ran to its end. */
  done: boolean;
  /** Accounts that own what the call was about. */
  owners: Set<string>;
  resource?: string;
  /** The code that a fault put in place of the real answer. */
  faultCode?: string;
}

/** An outcome before anything happened. */
export const makeOutcome = (): Outcome => ({
  output: null,
  input: null,
  done: false,
  owners: new Set(),
});
