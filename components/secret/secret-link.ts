/** Tabs of a secret's page that exist, in their order. */
export const secretTabs = [
  { tab: "overview", says: "Overview" },
  { tab: "value", says: "Value" },
  { tab: "timeline", says: "Timeline" },
  { tab: "rotation", says: "Rotation" },
  { tab: "access", says: "Access" },
  { tab: "replicas", says: "Replicas" },
  { tab: "policy", says: "Policy & tags" },
  { tab: "activity", says: "Activity" },
] as const;

export type SecretTab = (typeof secretTabs)[number]["tab"];

/** The tab an address names; what is not known is the overview. */
export function secretTabOf(given: string | undefined): SecretTab {
  return secretTabs.find(({ tab }) => tab === given)?.tab ?? "overview";
}

/** The address of a secret's page. The ARN is the one name that is never ambiguous (facts 2.1). */
export function secretHref(arn: string, tab: SecretTab = "overview"): string {
  const query = new URLSearchParams({ arn, ...(tab !== "overview" && { tab }) });
  return `/secret?${query}`;
}
