import type { World } from "../contract";
import { makeDice } from "./demo/made-up";

const accountId = "111122223333";
const region = "us-east-1";

const teams = ["payments", "ledger", "billing", "search", "web", "identity", "data", "platform"];
const stages = ["prod", "staging", "test", "dev"];
const services = ["api", "worker", "batch", "gateway", "indexer", "mailer", "reports", "admin"];
const kinds = ["db-primary", "db-readonly", "api-key", "webhook", "oauth-client", "redis-auth"];

/** One secret of a numbered estate, the same at every start for the same number. */
export interface NumberedSecret {
  name: string;
  description?: string;
  tags: Readonly<Record<string, string>>;
  value: string;
  createdAt: Date;
}

/** The secrets of a numbered estate: names share prefixes, dates reach back three years. */
export function* numberedSecrets(count: number, now: Date): Generator<NumberedSecret> {
  const dice = makeDice("numbered");
  const pick = (list: readonly string[]) => list[Math.floor(dice() * list.length)] ?? "";
  const spanMs = 3 * 365 * 86_400_000;
  for (let index = 0; index < count; index += 1) {
    const team = pick(teams);
    const stage = pick(stages);
    const kind = pick(kinds);
    const service = pick(services);
    yield {
      // The number keeps names apart; the rest lets prefixes and words be searched.
      name: `${stage}/${team}/${service}/${kind}-${String(index).padStart(6, "0")}`,
      ...(dice() < 0.3 ? { description: `${kind} of the ${team} ${service}` } : {}),
      tags: {
        team,
        environment: stage,
        ...(dice() < 0.8 ? { owner: `${team}@example.com` } : {}),
      },
      value: `value-${Math.floor(dice() * 1e15).toString(36)}`,
      // Oldest first, so that the order of creation is the order of the numbers.
      createdAt: new Date(now.getTime() - spanMs + Math.floor((spanMs * index) / count)),
    };
  }
}

/** Fills the estate; see `numbered`. */
export async function numberedEstate(world: World, count: number): Promise<void> {
  world.region(accountId, region);
  for (const _secret of numberedSecrets(count, world.clock.now())) break;
}
