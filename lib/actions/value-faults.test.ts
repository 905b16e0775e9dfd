import {
  CreateSecretCommand,
  DescribeSecretCommand,
  ListSecretVersionIdsCommand,
} from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stubSettings, writeSettings } from "@/lib/auth/settings.test-support";
import { useDatabase } from "@/lib/db/databases.test-support";
import type { CreateSecretInput } from "@/lib/domain/new-secret";
import type { Outcome } from "@/lib/domain/outcome";
import { type Place, placeOf } from "@/lib/domain/place";
import { consoleUrl, issuer, visitor } from "@/lib/entry/visitor.test-support";
import { useAws } from "@/lib/inventory/aws.test-support";
import { laneAccounts, lanes, scheduleOf } from "./fault-schedules.test-support";
import { createSecret } from "./new-secret";
import { changeValue } from "./new-value";

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

const file = writeSettings(issuer, { accounts: laneAccounts });
beforeEach(async () => {
  stubSettings(file, consoleUrl);
  request.headers = (await visitor("operator-faults", ["operator"])).headers();
});

const SCHEDULES = 500;
const value = { kind: "text", text: "mine" } as const;

const wordOf = (outcome: Outcome<unknown> | undefined) =>
  outcome?.ok ? "done" : (outcome?.failure.code ?? "");

// Issue 4: a fault at each step of a write ends in the truth: done, not done, or not confirmed.
describe("writes of values under faults", () => {
  useDatabase("postgres");
  const aws = useAws();
  const client = ({ accountId, region }: Place) => aws.admin(region, accountId);

  /** Plays the schedules, as many at once as there are lanes; answers every word that was said. */
  async function underFaults<Input>(
    operations: readonly string[],
    prepare: (place: Place, seed: number) => Promise<Input>,
    write: (input: Input) => Promise<Outcome<unknown>>,
    check: (input: Input, said: string, about: string) => Promise<void>,
  ): Promise<Set<string>> {
    const { faults } = aws.sandbox.controls;
    const words = new Set<string>();
    for (let from = 0; from < SCHEDULES; from += lanes.length) {
      const runs = await Promise.all(
        lanes.map(async (place, at) => ({
          place,
          seed: from + at,
          input: await prepare(place, from + at),
        })),
      );
      for (const { place, seed } of runs) {
        for (const order of scheduleOf(seed, place, operations)) faults.add(order);
      }
      const outcomes = await Promise.all(runs.map(({ input }) => write(input)));
      faults.clear();
      for (const [at, { seed, input }] of runs.entries()) {
        const said = wordOf(outcomes[at]);
        words.add(said);
        await check(input, said, `seed ${seed}: ${said}`);
      }
    }
    return words;
  }

  test("500 schedules: a value is changed once, or not, and never a second version", async () => {
    const versionsOf = async (arn: string) => {
      const command = new ListSecretVersionIdsCommand({ SecretId: arn, IncludeDeprecated: true });
      const { Versions = [] } = await client(placeOf(arn)).send(command);
      return Versions.map(({ VersionId }) => VersionId);
    };
    const words = await underFaults(
      ["DescribeSecret", "ListSecretVersionIds", "PutSecretValue", "PutSecretValue"],
      async (place, seed) => {
        const command = new CreateSecretCommand({ Name: `change/${seed}`, SecretString: "first" });
        const { ARN: arn = "", VersionId: current } = await client(place).send(command);
        const token = crypto.randomUUID();
        return { arn, token, expectedCurrent: current, label: "AWSCURRENT" as const, value };
      },
      changeValue,
      async (edit, said, about) => {
        const isThere = (await versionsOf(edit.arn)).includes(edit.token);
        if (said !== "not-confirmed") expect(isThere, about).toBe(said === "done");
        // Whoever was told "not confirmed" looks, and saves again if it is not there.
        if (said !== "done") expect(wordOf(await changeValue(edit)), about).toBe("done");
        expect(await versionsOf(edit.arn), about).toHaveLength(2);
        const described = await client(placeOf(edit.arn)).send(
          new DescribeSecretCommand({ SecretId: edit.arn }),
        );
        expect(described.VersionIdsToStages?.[edit.token], about).toEqual(["AWSCURRENT"]);
      },
    );
    expect([...words], "faults that were never felt would prove nothing").toContain(
      "not-confirmed",
    );
  }, 300_000);

  test("500 schedules: one secret is created, or none, and the answer is true", async () => {
    const described = async ({ name, ...place }: CreateSecretInput) =>
      await client(place)
        .send(new DescribeSecretCommand({ SecretId: name }))
        .catch(() => undefined);
    const words = await underFaults(
      ["DescribeSecret", "CreateSecret", "CreateSecret"],
      async ({ accountId, region }, seed): Promise<CreateSecretInput> => {
        const token = crypto.randomUUID();
        const rest = { token, value, tags: [], replicas: [] };
        return { accountId, region, name: `create/${seed}`, ...rest };
      },
      createSecret,
      async (input, said, about) => {
        const isThere = (await described(input)) !== undefined;
        if (said !== "not-confirmed") expect(isThere, about).toBe(said === "done");
        // Whoever was told "not confirmed" looks, and creates again if it is not there.
        if (said !== "done") expect(wordOf(await createSecret(input)), about).toBe("done");
        const labels = (await described(input))?.VersionIdsToStages;
        expect(labels, about).toEqual({ [input.token]: ["AWSCURRENT"] });
      },
    );
    expect([...words], "faults that were never felt would prove nothing").toContain(
      "not-confirmed",
    );
  }, 300_000);
});
