import "server-only";
import { LRUCache } from "lru-cache";
import { billedLines } from "@/lib/aws/bill";
import type { AwsAccess } from "@/lib/aws/clients";
import { failureOf } from "@/lib/aws/failures";
import { config } from "@/lib/config";
import {
  BILL_REQUEST_USD,
  type Bill,
  type BilledAccount,
  type BilledLine,
  billedMonths,
  keptUntil,
} from "@/lib/domain/bill";
import { addMonths, monthOf } from "@/lib/domain/billing-month";
import type { FailureView } from "@/lib/domain/failure";
import { partitionOf } from "@/lib/domain/prices";
import { times, type Usd, usdOf, usdText } from "@/lib/domain/usd";

/** Months before the current one that AWS is asked for; it keeps fourteen. */
const MONTHS_ASKED = 12;

type Answer =
  | { lines: BilledLine[]; askedAt: string; keptUntilMs: number }
  | { failure: FailureView };

// Next may load this file more than once in a process; a question that costs is asked once.
interface Bills {
  kept: LRUCache<string, Answer>;
  asking: Map<string, Promise<void>>;
}
const store = globalThis as { [key: symbol]: Bills | undefined };
const storeKey = Symbol.for("strongroom.bills");
function bills(): Bills {
  store[storeKey] ??= { kept: new LRUCache({ max: 1_000 }), asking: new Map() };
  return store[storeKey];
}

/** Shared by people whom AWS answers alike, and by nobody else. */
const keyOf = (aws: AwsAccess, accountId: string) => `${aws.principal(accountId)} ${accountId}`;

/** Accounts whose bill Cost Explorer tells here: other partitions have one of their own. */
function billedAccounts() {
  return config().accounts.filter(({ regions }) =>
    regions.some((region) => partitionOf(region) === "aws"),
  );
}

/**
 * Asks AWS for the bill of each account that was not asked since 06:00 UTC; people who press at
 * once share the question. Never throws: a refusal stands beside its account.
 */
export async function askBill(aws: AwsAccess, now: Date): Promise<void> {
  await Promise.all(
    billedAccounts().map(async ({ id }) => {
      const { kept, asking } = bills();
      const key = keyOf(aws, id);
      const known = kept.get(key);
      if (known && isGood(known, now)) return;
      const question =
        asking.get(key) ??
        asked(aws, id, now)
          .then((answer) => void kept.set(key, answer))
          .finally(() => asking.delete(key));
      asking.set(key, question);
      await question;
    }),
  );
}

async function asked(aws: AwsAccess, accountId: string, now: Date): Promise<Answer> {
  const current = monthOf(now.getTime());
  const months = { from: addMonths(current, -MONTHS_ASKED), until: addMonths(current, 1) };
  try {
    const lines = await billedLines(aws.costExplorer(accountId), accountId, months);
    return { lines, askedAt: now.toISOString(), keptUntilMs: keptUntil(now).getTime() };
  } catch (error) {
    return { failure: failureOf(error).view() };
  }
}

function isGood(answer: Answer, now: Date): answer is Extract<Answer, { lines: BilledLine[] }> {
  return "lines" in answer && answer.keptUntilMs > now.getTime();
}

/** What was answered and is still kept. Asks AWS nothing, and waits for nobody who asks. */
export function keptBill(
  aws: AwsAccess,
  now: Date,
  estimateOf: (month: string) => Usd | undefined,
): Bill {
  const lines: BilledLine[] = [];
  const accounts: BilledAccount[] = [];
  const names = new Map<string, string>();
  for (const { id, name } of billedAccounts()) {
    names.set(id, name);
    const answer = bills().kept.get(keyOf(aws, id));
    const account = { accountId: id, accountName: name };
    if (answer && isGood(answer, now)) {
      lines.push(...answer.lines);
      accounts.push({ ...account, askedAt: answer.askedAt });
    } else accounts.push({ ...account, ...(answer && "failure" in answer ? answer : {}) });
  }
  const unasked = accounts.filter(({ askedAt }) => !askedAt).length;
  // With an account missing, the sum of the others is no match for the estimate of all.
  const estimate = unasked === 0 ? estimateOf : () => undefined;
  return {
    accounts,
    months: billedMonths(lines, (id) => names.get(id) ?? id, estimate),
    unasked,
    unaskedUsd: usdText(times(usdOf(BILL_REQUEST_USD), unasked)),
    keptUntil: keptUntil(now).toISOString(),
  };
}
