/** The whole stack that the browser tests work on: own ports, own data folder, loopback only. */
export const stack = {
  console: "http://localhost:3100",
  aws: "http://127.0.0.1:3101",
  database: "postgres://postgres@127.0.0.1:3103/postgres?sslmode=disable",
  data: ".data/e2e",
  log: ".data/e2e/logs/console.log",
  ports: { PORT: "3100", SANDBOX_PORT: "3101", OIDC_PORT: "3102", DEMO_DB_PORT: "3103" },
} as const;

export const production = "111122223333";
