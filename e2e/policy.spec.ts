import {
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { expect, expectAccessible, test } from "./fixtures";
import { SecretPage } from "./pages/secret-page";

const read = "secretsmanager:GetSecretValue";

async function attached(client: SecretsManagerClient, arn: string): Promise<string> {
  const answer = await client.send(new GetResourcePolicyCommand({ SecretId: arn }));
  return answer.ResourcePolicy ?? "";
}

function policyFor(principal: string, more: object = {}): string {
  const statement = {
    Effect: "Allow",
    Principal: { AWS: principal },
    Action: read,
    Resource: "*",
    ...more,
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

test("an operator writes a policy: lints while typing, difference, AWS's check, save", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn } = await secretWith("x");
  const secret = new SecretPage(await as("operator-1"), arn);
  await secret.open("policy");
  const { page } = secret;
  await expect(page.getByText("No policy.")).toBeVisible();
  await page.getByRole("button", { name: "Write a policy" }).click();
  const text = page.getByLabel("Policy, JSON");
  await text.fill(policyFor("arn:aws:iam::111122223333:root", { Resource: arn.slice(0, -7) }));
  await expect(page.getByText(/lacks the six characters at its end/)).toBeVisible();
  await text.fill(policyFor("arn:aws:iam::444455556666:role/app"));
  await expect(page.getByText(/can never read the value/)).toBeVisible();
  await text.fill(policyFor("arn:aws:iam::111122223333:root"));
  await expect(page.getByText(/can never read the value/)).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Review the change…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(/AWS \(ValidateResourcePolicy\) passes it/)).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save the policy" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/whoever account 111122223333 itself lets/)).toBeVisible();
  expect(await attached(administrator, arn)).toContain("111122223333:root");
});

test("by keyboard alone: a policy for everyone is refused by AWS, and somebody's change is kept", async ({
  as,
  secretWith,
  administrator,
}) => {
  const { arn } = await secretWith("x");
  const secret = new SecretPage(await as("operator-1"), arn);
  await secret.open("policy");
  const { page } = secret;
  await page.getByRole("button", { name: "Write a policy" }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Policy, JSON").focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(policyFor("*"));
  await expect(page.getByText(/This allows everyone/)).toBeVisible();
  await page.getByRole("button", { name: "Review the change…" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("AWS objects (ValidateResourcePolicy).")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Save the policy" })).toBeDisabled();
  await dialog.getByLabel(/Save in spite of what is said above/).focus();
  await page.keyboard.press("Space");
  await dialog.getByRole("button", { name: "Save the policy" }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("PublicPolicyException")).toBeVisible();
  expect(await attached(administrator, arn)).toBe("");

  const theirs = policyFor("arn:aws:iam::111122223333:role/theirs");
  await administrator.send(new PutResourcePolicyCommand({ SecretId: arn, ResourcePolicy: theirs }));
  await dialog.getByRole("button", { name: "Save the policy" }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByText(/Somebody else changed this/)).toBeVisible();
  expect(await attached(administrator, arn)).toContain("role/theirs");
});

test("a policy is removed after a look at what ends", async ({ as, secretWith, administrator }) => {
  const { arn } = await secretWith("x");
  const policy = policyFor("arn:aws:iam::111122223333:root");
  await administrator.send(new PutResourcePolicyCommand({ SecretId: arn, ResourcePolicy: policy }));
  const secret = new SecretPage(await as("operator-1"), arn);
  await secret.open("policy");
  await secret.page.getByRole("button", { name: "Remove the policy…" }).click();
  const dialog = secret.page.getByRole("dialog");
  await expect(dialog).toContainText("read the value");
  await expectAccessible(secret.page);
  await dialog.getByRole("button", { name: "Remove the policy" }).click();
  await expect(secret.page.getByText("No policy.")).toBeVisible();
  expect(await attached(administrator, arn)).toBe("");
});

test("an auditor reads the policy in words and gets no way to change it", async ({
  as,
  secretWith,
  administrator,
  sandbox,
}) => {
  const { arn } = await secretWith("x");
  const policy = policyFor("arn:aws:iam::111122223333:root");
  await administrator.send(new PutResourcePolicyCommand({ SecretId: arn, ResourcePolicy: policy }));
  const secret = new SecretPage(await as("auditor-1"), arn);
  await secret.open("policy");
  const { page } = secret;
  await expect(page.getByText(/whoever account 111122223333 itself lets/)).toBeVisible();
  await expect(page.getByRole("button", { name: /policy|tags/i })).toHaveCount(1);
  await expectAccessible(page);

  // One right that is missing degrades one panel, and says which.
  await sandbox.inject({
    operation: "GetResourcePolicy",
    effect: {
      kind: "error",
      status: 400,
      code: "AccessDeniedException",
      message: `User: x is not authorized to perform: secretsmanager:GetResourcePolicy on resource: ${arn} because no identity-based policy allows the secretsmanager:GetResourcePolicy action`,
    },
  });
  await secret.open("policy");
  await expect(page.getByText("The resource policy could not be read.")).toBeVisible();
  await expect(page.getByText("secretsmanager:GetResourcePolicy").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Copy policy statement" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Tags" })).toBeVisible();
});
