import { expect, test } from "vitest";
import { parseFilter } from "./inventory-filter";
import { matcherOf } from "./inventory-match";
import { type InventoryRow, searchText } from "./inventory-row";

const nowMs = Date.parse("2026-11-21T12:00:00Z");
const daysAgo = (days: number) => nowMs - days * 86_400_000;
const accountName = (id: string) => (id === "111122223333" ? "Production" : id);

const plain: InventoryRow = {
  accountId: "111122223333",
  region: "eu-west-1",
  arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/Pay/db-AbCdEf",
  name: "prod/Pay/db",
  description: "Login of the billing batch",
  tags: [
    { key: "Owner", value: "Team A" },
    { key: "empty", value: "" },
  ],
  owner: "Team A",
  createdMs: daysAgo(400),
  lastChangedMs: daysAgo(10),
  lastReadMs: daysAgo(95),
  hasRules: false,
  labels: "{}",
  search: "",
};

function finds(query: string, more: Partial<InventoryRow> = {}): boolean {
  const row = { ...plain, ...more };
  row.search = searchText(row.name, row.description, row.tags);
  const { terms, findings } = parseFilter(query);
  expect(findings).toEqual([]);
  return matcherOf(terms, { nowMs, accountName })(row);
}

// What each token means, one line a rule; the second column says whether the secret above has it.
test.each<[string, boolean, Partial<InventoryRow>?]>([
  ["", true],
  ["pay BILLING team", true],
  ["pay nothing", false],
  ['"billing batch"', true],
  ['"batch billing"', false],
  ["-billing", false],
  ["name:pay", true],
  ["name:billing", false],
  ["name:nope,DB", true],
  [plain.arn, true],
  [plain.arn.slice(0, -7), true],
  [`${plain.arn.slice(0, -6)}??????`, true],
  [`${plain.arn.slice(0, -6)}*`, true],
  [plain.arn.replace("eu-west-1", "eu-west-2"), false],
  [`${plain.arn}x`, false],
  ["tag:owner", true],
  ['tag:owner="team a"', true],
  ["tag:owner=team", false],
  ["tag:empty=", true],
  ["tag:absent=", false],
  ["region:EU-west-1,us-east-1", true],
  ["account:production", true],
  ["account:111122223333", true],
  ["account:staging", false],
  ["owner:team", true],
  ["owner:none", false],
  ["owner:none", true, { owner: undefined }],
  ["kms:aws-managed", true],
  ["kms:aws-managed", true, { kmsKeyId: "alias/aws/secretsmanager" }],
  ["kms:customer", true, { kmsKeyId: "alias/pay" }],
  ["managed-by:none", true],
  ["managed-by:RDS", true, { owningService: "rds" }],
  ["type:none", true],
  ["type:gitlabaccesstoken", true, { externalType: "GitLabAccessToken" }],
  ["state:active", true],
  ["state:pending-deletion", true, { deletionRequestedMs: daysAgo(1) }],
  ["replica:no", true, { primaryRegion: "eu-west-1" }],
  ["replica:yes", true, { primaryRegion: "us-east-1" }],
  ["unused:>90d", true],
  ["unused:>96d", false],
  ["unused:>90d", true, { lastReadMs: undefined }],
  ["unused:>90d", false, { lastReadMs: undefined, createdMs: daysAgo(3) }],
  // The value may be as old as the secret, and may be as young as its last change.
  ["age:>365d", true],
  ["age:<30d", true],
  ["age:>365d", false, { lastRotatedMs: daysAgo(20) }],
  ["rotation:never", true],
  ["rotation:never", false, { primaryRegion: "us-east-1" }],
  // Stuck is why it is overdue: a list of what is overdue must not leave it out.
  [
    "rotation:overdue",
    true,
    { rotationEnabled: true, nextRotationMs: daysAgo(1), pendingVersionId: "v" },
  ],
])("%s is %s", (query, expected, more) => {
  expect(finds(query, more)).toBe(expected);
});
