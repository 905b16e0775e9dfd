import type { reads } from "@/lib/reads";

type Reads = typeof reads;

/** What may be asked. The list itself stays on the server; only its types come here. */
export type ReadName = keyof Reads;
export type ReadInput<Name extends ReadName> = Parameters<Reads[Name]>[0];
export type ReadData<Name extends ReadName> = Extract<
  Awaited<ReturnType<Reads[Name]>>,
  { ok: true }
>["data"];

/** The key under which a read is kept, the same on the server and in the browser. */
export function readKey<Name extends ReadName>(name: Name, input: ReadInput<Name>) {
  return [name, input] as const;
}
