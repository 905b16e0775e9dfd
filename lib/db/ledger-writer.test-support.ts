import { writeSync } from "node:fs";
import { closeDatabases } from "./client";
import { recordAttempt, recordOutcome } from "./ledger";

/**
 * A console process that does nothing but record, started by tests as a process of its own:
 *
 *   tsx --conditions=react-server lib/db/ledger-writer.test-support.ts <writers> <attempts each>
 *
 * Says each acknowledged entry as a line "seq id", written before the next is begun.
 */
async function main([writers, each]: number[]): Promise<void> {
  const one = async (writer: number) => {
    for (let count = 0; count < (each ?? 1); count += 1) {
      const attempt = await recordAttempt({
        operation: "secret.reveal-value",
        person: {
          issuer: "https://id.example.com",
          subject: `writer-${writer}`,
          displayName: "Writer",
        },
        role: "operator",
        sessionId: "a".repeat(64),
        subject: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:payments-AbCdEf",
      });
      writeSync(1, `${attempt.seq} ${attempt.id}\n`);
      await recordOutcome(attempt, { result: "done", awsRequestIds: ["request-1"] });
    }
  };
  await Promise.all(Array.from({ length: writers ?? 1 }, (_, writer) => one(writer)));
  await closeDatabases();
}

await main(process.argv.slice(2).map(Number));
