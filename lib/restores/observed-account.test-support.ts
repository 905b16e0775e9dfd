/** An account as settings name it, which lets the console look by itself. */
export function observedAccount(id: string, name: string) {
  const role = (title: string) => `arn:aws:iam::${id}:role/Strongroom${title}`;
  return {
    id,
    name,
    regions: ["eu-west-1", "us-east-1"],
    externalId: "strongroom-demo",
    observer: role("Observer"),
    roles: {
      operator: role("Operator"),
      approver: role("Approver"),
      auditor: role("Auditor"),
    },
  };
}
