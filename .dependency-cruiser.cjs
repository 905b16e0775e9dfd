/** One reader of the environment, one writer of the log. */
const settings = "^lib/(config|config-file|log)\\.ts$";

/**
 * The house as a table: room → rooms it may import. Each list is closed, so that no chain of
 * innocent steps carries server code into the browser. Type-only imports are free: they are gone
 * before this table is asked (see lib/checks/rooms.ts).
 */
const rooms = {
  "^app/": ["^app/", "^components/", "^lib/(reads|actions|auth|browser|domain)/"],
  "^components/(?!ui/)": ["^components/", "^lib/(actions|browser|domain)/"],
  "^components/ui/": ["^components/ui/"],
  "^lib/domain/": ["^lib/domain/"],
  "^lib/browser/": ["^lib/(browser|domain)/"],
  "^lib/actions/": [
    "^lib/(actions|entry|assessment|restores|deletions|calendar|inventory|history|costs|aws|db|domain)/",
  ],
  "^lib/reads/": [
    "^lib/(reads|entry|evidence|assessment|restores|deletions|calendar|inventory|history|costs|aws|db|domain)/",
    settings,
  ],
  "^lib/entry/": ["^lib/(entry|auth|aws|db|domain)/", settings],
  "^lib/inventory/": ["^lib/(inventory|aws|domain)/", settings],
  "^lib/restores/": ["^lib/(restores|inventory|history|aws|db|domain)/", settings],
  "^lib/evidence/": ["^lib/(evidence|assessment|inventory|history|aws|db|domain)/", settings],
  "^lib/assessment/": ["^lib/(assessment|deletions|inventory|history|aws|db|domain)/", settings],
  "^lib/deletions/": ["^lib/(deletions|inventory|history|aws|db|domain)/", settings],
  "^lib/calendar/": ["^lib/(calendar|inventory|history|aws|db|domain)/", settings],
  "^lib/history/": ["^lib/(history|aws|db|domain)/", settings],
  "^lib/notify/": ["^lib/(notify|db|domain)/", settings],
  "^lib/costs/": ["^lib/(costs|inventory|history|aws|db|domain)/", settings],
  "^lib/auth/": ["^lib/(auth|aws|db|domain)/", settings],
  "^lib/aws/": ["^lib/(aws|domain)/", settings],
  "^lib/db/": ["^lib/(db|domain)/", settings],
  "^lib/jobs/": [
    "^lib/(jobs|notify|restores|deletions|calendar|history|inventory|costs|aws|db|domain)/",
    settings,
  ],
  [settings]: ["^lib/domain/", settings],
  "^lib/sandbox/": ["^lib/sandbox/"],
  "^lib/checks/": ["^lib/(checks|domain)/"],
  "^e2e/(?!bench/)": ["^e2e/", "^lib/domain/"],
  // Measures the server's own parts, beside what they are compared with.
  "^e2e/bench/": ["^lib/checks/browser\\.ts$", "^e2e/", "^lib/(inventory|restores|aws|db|domain)/"],
};

/** Package → the only rooms that may import it. */
const homes = {
  "@aws-sdk|@smithy": ["^lib/(aws|sandbox)/", "^e2e/"],
  "drizzle-orm|pg": ["^lib/(db|sandbox)/", "^e2e/"],
  "@electric-sql": ["^lib/sandbox/"],
  "@cloud-copilot": ["^lib/sandbox/"],
  "oidc-provider": ["^lib/sandbox/"],
  "ical-generator": ["^lib/calendar/"],
  nodemailer: ["^lib/notify/"],
  pino: ["^lib/log\\.ts$"],
  "next-auth(?!/react)": ["^lib/auth/", "^app/api/auth/"],
  "@base-ui": ["^components/", "^app/providers\\.tsx$"],
};

const isTest = "\\.(test|test-support)\\.ts$";
const ours = "^(app|components|lib|e2e)/";

const closedRooms = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room ${room}`,
  severity: "error",
  comment: `may import only ${allowed.join(" ")}`,
  from: { path: room, pathNot: isTest },
  to: { path: ours, pathNot: allowed },
}));

const packageHomes = Object.entries(homes).map(([name, allowed]) => ({
  name: `home of ${name}`,
  severity: "error",
  from: { path: `${ours}|^[^/]+\\.ts$`, pathNot: [isTest, ...allowed] },
  to: { path: `(^|/)node_modules/(${name})(/|$)` },
}));

module.exports = {
  forbidden: [
    ...closedRooms,
    ...packageHomes,
    {
      name: "the domain is pure",
      severity: "error",
      comment: "no I/O, no clock, no environment: zod and plain libraries only",
      from: { path: "^lib/domain/", pathNot: isTest },
      to: {
        path: ["(^|/)node_modules/", "^node:", "^[a-z_/]+$"],
        pathNot: ["node_modules/(zod|@date-fns|date-fns|canonicalize|csv-stringify|croner)/", ours],
      },
    },
    {
      name: "nothing of ours imports the stand-in",
      severity: "error",
      comment: "tests may start it; the product cannot know of it",
      from: { path: [ours, "^[^/]+\\.ts$"], pathNot: ["^lib/sandbox/", isTest] },
      to: { path: "^lib/sandbox/" },
    },
    { name: "no cycles", severity: "error", from: { path: ours }, to: { circular: true } },
    {
      name: "every import leads somewhere",
      severity: "error",
      from: { path: ours },
      to: { couldNotResolve: true, pathNot: ["^server-only$"] },
    },
  ],
};
