import { join } from "node:path";
import {
  consoleEnvironment,
  type DemoSettings,
  machineEnvironment,
  type Ports,
} from "./demo-settings";
import { answersHttp, answersTcp, type Part } from "./run";

interface Wanted {
  root: string;
  /** The folder whose build is served. */
  app: string;
  data: string;
  ports: Ports;
  settings: DemoSettings;
  estate: string;
  /** Development server instead of the production build. */
  dev: boolean;
}

/** The processes of a demo: what stands beside the console, which may start at once, and itself. */
export function demoParts({ root, app, data, ports, settings, estate, dev }: Wanted): {
  beside: Part[];
  server: Part;
} {
  const log = (name: string) => join(data, "logs", `${name}.log`);
  const program = (file: string, ...args: string[]) => [
    "--import",
    "tsx",
    join(root, "lib/sandbox", file),
    ...args,
  ];
  return {
    beside: [
      {
        name: "embedded Postgres",
        args: program("postgres.ts"),
        environment: {
          ...machineEnvironment(),
          DEMO_DB_PORT: String(ports.database),
          DEMO_DB_FOLDER: join(data, "postgres"),
        },
        log: log("postgres"),
        isReady: () => answersTcp(ports.database),
      },
      {
        name: "OpenID provider",
        args: program("oidc.ts"),
        environment: {
          ...machineEnvironment(),
          OIDC_PORT: String(ports.oidc),
          OIDC_CLIENT_ID: "strongroom",
          OIDC_CLIENT_SECRET: settings.secrets.OIDC_CLIENT_SECRET,
          CONSOLE_URL: settings.publicUrl,
        },
        log: log("oidc"),
        isReady: () => answersHttp(`${settings.issuer}/.well-known/openid-configuration`),
      },
      {
        name: "stand-in AWS",
        args: program("main.ts", "--port", String(ports.aws), "--estate", estate),
        environment: { ...machineEnvironment(), NODE_ENV: "development" },
        log: log("aws"),
        isReady: () => answersHttp(`${settings.awsUrl}/_sandbox/clock`),
      },
    ],
    server: {
      name: "console",
      args: [
        join(root, "node_modules/next/dist/bin/next"),
        ...(dev ? ["dev"] : ["start"]),
        "-H",
        "127.0.0.1",
        "-p",
        String(ports.console),
      ],
      folder: app,
      environment: {
        ...consoleEnvironment(settings, data),
        NODE_ENV: dev ? "development" : "production",
      },
      log: dev ? "inherit" : log("console"),
      isReady: () => answersHttp(`${settings.publicUrl}/api/health`),
    },
  };
}
