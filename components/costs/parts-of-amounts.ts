import type { Amounts } from "@/lib/domain/costs";

/** The parts of an amount, in one order and one colour everywhere on the page. */
export const parts: readonly { key: keyof Omit<Amounts, "total">; says: string; look: string }[] = [
  { key: "secrets", says: "Secrets", look: "text-accent" },
  { key: "replicas", says: "Replicas", look: "text-label-custom" },
  { key: "keys", says: "Customer keys", look: "text-label-pending" },
  { key: "calls", says: "API calls", look: "text-label-current" },
];
