import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { roomsCheck } from "./rooms";

const sources: Record<string, string> = {
  // Allowed: what the house is made of.
  "app/page.tsx": `import { Table } from "@/components/table";
    import type { Row } from "@/lib/db/rows";
    export default function Page<T extends Row>(props: T) { return <Table {...props} />; }`,
  "components/table.tsx": `import { change } from "@/lib/actions/change";
    export const Table = () => <button onClick={change}>x</button>;`,
  "lib/actions/change.ts": `import { guard } from "@/lib/entry/guard"; export const change = guard;`,
  "lib/entry/guard.ts": `import { rows } from "@/lib/db/rows"; export const guard = () => rows;`,
  "lib/db/rows.ts": `import pg from "pg"; export type Row = { n: number }; export const rows = pg;`,
  "lib/domain/secret.ts": `import { z } from "zod"; export const Secret = z.object({});`,
  "lib/sandbox/server.ts": `import "node:http"; import { z } from "zod"; export const server = z;`,
  "lib/db/rows.test.ts": `import { server } from "@/lib/sandbox/server"; export const t = server;`,
  // Breaches: one per rule that matters.
  "app/bad-page.tsx": `import { rows } from "@/lib/db/rows"; export const a = rows;`,
  "components/bad-read.tsx": `import { rows } from "../lib/db/rows"; export const b = rows;`,
  "components/ui/bad-button.tsx": `import { Table } from "../table"; export const c = Table;`,
  "components/bad-lazy.tsx": `export const d = () => import("@/lib/entry/guard");`,
  "lib/domain/bad-io.ts": `import { readFileSync } from "node:fs"; export const e = readFileSync;`,
  "lib/domain/bad-package.ts": `import pg from "pg"; export const f = pg;`,
  "lib/entry/bad-driver.ts": `import pg from "pg"; export const g = pg;`,
  "lib/actions/bad-sdk.ts": `import { STSClient } from "@aws-sdk/client-sts"; export const h = STSClient;`,
  "lib/aws/bad-auth.ts": `import { getServerSession } from "next-auth"; export const i = getServerSession;`,
  "lib/aws/bad-agpl.ts": `import * as iam from "@cloud-copilot/iam-simulate"; export const j = iam;`,
  "lib/reads/bad-sandbox.ts": `import { server } from "@/lib/sandbox/server"; export const k = server;`,
  "lib/sandbox/bad-ours.ts": `import { Secret } from "../domain/secret"; export const l = Secret;`,
  "lib/domain/bad-cycle-a.ts": `import { n } from "./partner"; export const m = () => n;`,
  "lib/domain/partner.ts": `import { m } from "./bad-cycle-a"; export const n = () => m;`,
  "lib/jobs/bad-nowhere.ts": `import { o } from "./nothing"; export const p = o;`,
};

let root: string;
let problems: readonly string[];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "strongroom-rooms-"));
  for (const [path, text] of Object.entries(sources)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  cpSync(".dependency-cruiser.cjs", join(root, ".dependency-cruiser.cjs"));
  symlinkSync(join(process.cwd(), "node_modules"), join(root, "node_modules"));
  problems = await roomsCheck.problems(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const expected: Record<string, string> = {
  "app/bad-page.tsx": "room ^app/",
  "components/bad-read.tsx": "room ^components/",
  "components/ui/bad-button.tsx": "room ^components/ui/",
  "components/bad-lazy.tsx": "room ^components/",
  "lib/domain/bad-io.ts": "the domain is pure",
  "lib/domain/bad-package.ts": "the domain is pure",
  "lib/entry/bad-driver.ts": "home of drizzle-orm|pg",
  "lib/actions/bad-sdk.ts": "home of @aws-sdk",
  "lib/aws/bad-auth.ts": "home of next-auth",
  "lib/aws/bad-agpl.ts": "home of @cloud-copilot",
  "lib/reads/bad-sandbox.ts": "nothing of ours imports the stand-in",
  "lib/sandbox/bad-ours.ts": "room ^lib/sandbox/",
  "lib/domain/bad-cycle-a.ts": "no cycles",
  "lib/jobs/bad-nowhere.ts": "every import leads somewhere",
};

// A rule that finds nothing when something is planted protects nothing.
test.each(Object.entries(expected))("%s breaks: %s", (path, rule) => {
  const found = problems.filter((problem) => problem.startsWith(`${path} `));
  expect(found.join("\n")).toContain(`(${rule}`);
});

test("every planted breach has a row above, and nothing else is reported", () => {
  expect(
    Object.keys(sources)
      .filter((path) => path.includes("bad-"))
      .sort(),
  ).toEqual(Object.keys(expected).sort());
  expect(problems.filter((problem) => !problem.includes("bad-"))).toEqual([]);
});
