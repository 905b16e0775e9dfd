/** First of the ports that the browser tests take, 25 in a row; so that two clones can test at once. */
const firstPort = Number(process.env.E2E_PORT || 3100);

/** The port that lies `offset` above the first. */
export function testPort(offset: number): number {
  return firstPort + offset;
}

/** The whole stack that the browser tests work on: own ports, own data folder, loopback only. */
export const stack = {
  console: `http://localhost:${testPort(0)}`,
  aws: `http://127.0.0.1:${testPort(1)}`,
  database: `postgres://postgres@127.0.0.1:${testPort(3)}/postgres?sslmode=disable`,
  data: ".data/e2e",
  log: ".data/e2e/logs/console.log",
  ports: {
    PORT: String(testPort(0)),
    SANDBOX_PORT: String(testPort(1)),
    OIDC_PORT: String(testPort(2)),
    DEMO_DB_PORT: String(testPort(3)),
  },
} as const;

export const production = "111122223333";
