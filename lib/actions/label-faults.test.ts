import {
  CreateSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { useDatabase } from "@/lib/db/databases.test-support";
import type { Outcome } from "@/lib/domain/outcome";
import { type Place, placeOf } from "@/lib/domain/place";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { laneAccounts, lanes, scheduleOf } from "./fault-schedules.test-support";
import { attachLabel, clearPending, detachLabel, makeCurrent } from "./versions";

// Next hands each request its headers; here the test says who asks.
const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer, { accounts: laneAccounts });
beforeEach(() => stubSettings(file, consoleUrl));

type Labels = Record<string, string[]>;
const first = "11111111-1111-4111-8111-111111111111";
const second = "22222222-2222-4222-8222-222222222222";

/** One kind of write: how the secret stands before, what is done, and how it must stand after. */
interface Write {
  stages: readonly string[];
  run(arn: string): Promise<Outcome<unknown>>;
  isDone(labels: Labels): boolean;
}

const writes: Record<string, Write> = {
  "make current": {
    stages: ["AWSCURRENT"],
    run: (arn) => makeCurrent({ arn, versionId: first, expectedCurrent: second }),
    isDone: (labels) => labels[first]?.includes("AWSCURRENT") ?? false,
  },
  "attach a label": {
    stages: ["AWSCURRENT"],
    run: (arn) => attachLabel({ arn, label: "blue", to: first }),
    isDone: (labels) => labels[first]?.includes("blue") ?? false,
  },
  "remove a label": {
    stages: ["AWSCURRENT", "green"],
    run: (arn) => detachLabel({ arn, label: "green", from: second }),
    isDone: (labels) => !Object.values(labels).flat().includes("green"),
  },
  "clear AWSPENDING": {
    stages: ["AWSPENDING"],
    run: (arn) => clearPending({ arn, versionId: second }),
    isDone: (labels) => !Object.values(labels).flat().includes("AWSPENDING"),
  },
};

describe("writes of labels under faults", () => {
  useDatabase("postgres");
  const aws = useAws();

  async function secretIn(place: Place, name: string, stages: readonly string[]): Promise<string> {
    const client = aws.admin(place.region, place.accountId);
    const { ARN = "" } = await client.send(
      new CreateSecretCommand({ Name: name, SecretString: "1", ClientRequestToken: first }),
    );
    await client.send(
      new PutSecretValueCommand({
        SecretId: ARN,
        SecretString: "2",
        ClientRequestToken: second,
        VersionStages: [...stages],
      }),
    );
    return ARN;
  }

  async function labelsOf(arn: string): Promise<Labels> {
    const { accountId, region } = placeOf(arn);
    const { VersionIdsToStages } = await aws
      .admin(region, accountId)
      .send(new DescribeSecretCommand({ SecretId: arn }));
    return VersionIdsToStages ?? {};
  }

  // Issue 4: done, not done, or "not confirmed" that settles; 500 schedules in all.
  test.each(Object.entries(writes))(
    "125 schedules of faults: %s ends in the truth",
    async (name, write) => {
      request.headers = (await visitor("operator-faults", ["operator"])).headers();
      const { faults } = aws.sandbox.controls;
      const operations = ["UpdateSecretVersionStage", "UpdateSecretVersionStage", "DescribeSecret"];
      const said = new Set<string>();
      for (let from = 0; from < 125; from += lanes.length) {
        const runs = lanes.slice(0, 125 - from).map((place, at) => ({ place, seed: from + at }));
        const arns = await Promise.all(
          runs.map(({ place, seed }) =>
            secretIn(place, `${name}/${seed}`.replaceAll(" ", "-"), write.stages),
          ),
        );
        for (const { place, seed } of runs) {
          for (const order of scheduleOf(seed, place, operations)) faults.add(order);
        }
        const outcomes = await Promise.all(arns.map((arn) => write.run(arn)));
        faults.clear();
        for (const [at, arn] of arns.entries()) {
          const outcome = outcomes[at];
          const word = outcome?.ok ? "done" : (outcome?.failure.code ?? "");
          said.add(word);
          const isDone = write.isDone(await labelsOf(arn));
          const about = `seed ${runs[at]?.seed}: ${word}`;
          if (word !== "not-confirmed") expect(isDone, about).toBe(word === "done");
          expect(word, about).not.toBe("unexpected");
          // Whoever was told "not confirmed" looks, and does it again if it was not done.
          if (!isDone) expect((await write.run(arn)).ok, about).toBe(true);
        }
      }
      expect([...said], "faults that were never felt would prove nothing").toContain(
        "not-confirmed",
      );
    },
    240_000,
  );
});
