import type { FailureView } from "./failure";

/** What every way into the server answers. Nothing is thrown across the wire. */
export type Outcome<Data> = { ok: true; data: Data } | { ok: false; failure: FailureView };
