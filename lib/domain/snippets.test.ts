import { expect, test } from "vitest";
import { snippetsFor } from "./snippets";

const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-XTUSpD";
const all = snippetsFor({ arn, name: "prod/DB_main", region: "eu-west-1", key: "password" });
const textOf = (title: string) => all.find((snippet) => snippet.title === title)?.text ?? "";

// A partial ARN or a name may match another secret, or none (facts 2.1).
test("every snippet asks by the full ARN", () => {
  for (const { title, text } of all) {
    expect([title, text.includes(arn) || text.includes(encodeURIComponent(arn))]).toEqual([
      title,
      true,
    ]);
  }
});

test("the forms that other services parse are theirs to the letter", () => {
  expect(JSON.parse(textOf("ECS task definition"))).toEqual({
    secrets: [{ name: "APP_SECRET", valueFrom: `${arn}:password::` }],
  });
  expect(textOf("CloudFormation")).toContain(
    `{{resolve:secretsmanager:${arn}:SecretString:password}}`,
  );
  expect(textOf("Kubernetes ExternalSecret")).toContain("name: prod-db-main\n");
  expect(textOf("Terraform, write-only")).toContain('["password"]');
});

test("without a known key the whole value is asked for", () => {
  const plain = snippetsFor({ arn, name: "x", region: "eu-west-1" });
  const ecs = plain.find(({ title }) => title === "ECS task definition")?.text ?? "";
  expect(JSON.parse(ecs).secrets[0].valueFrom).toBe(arn);
});
