import "server-only";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { announcedKinds } from "./domain/announcement";
import { ControlSettings } from "./domain/control-settings";
import { AccountId, RegionName } from "./domain/place";
import { consoleRoles } from "./domain/role";
import { RotationSettings } from "./domain/rotation-settings";
import { USD_TEXT } from "./domain/usd";

/** One thing that is wrong with the settings: where, what, and how it would be right. */
export interface Problem {
  where: string;
  says: string;
  example: string;
}

const roleArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[A-Za-z0-9+=,.@_/-]{1,512}$/,
    "is not the ARN of an IAM role",
  );

/** OpenID demands https for an issuer; loopback is for trying things out. */
const issuer = z.string().refine(isSafeUrl, "must be an https address (http only on loopback)");
const minutes = z.number().int().min(1);

const Account = z.strictObject({
  id: AccountId,
  name: z.string().min(1).max(60),
  colour: z
    .string()
    .regex(/^[a-z]{3,20}$/, "is the plain name of a colour")
    .optional(),
  regions: z.array(RegionName).min(1),
  roles: z.strictObject({ operator: roleArn, approver: roleArn, auditor: roleArn }),
  observer: roleArn.optional(),
  externalId: z.string().min(2).max(1224).optional(),
});

const usd = z.string().regex(USD_TEXT, 'is an amount in quotes, such as "0.36"');

/** A price that this organisation pays instead of the list price; several may follow each other. */
const Price = z.strictObject({
  since: z.iso.date("is a day, such as 2026-01-01"),
  regions: z.array(RegionName).min(1).optional(),
  secretMonthUsd: usd.optional(),
  callUsd: usd.optional(),
  keyMonthUsd: usd.optional(),
  keyRequestUsd: usd.optional(),
  keyRequestsFree: z.number().int().min(0).max(1_000_000_000).optional(),
});

const groupNames = z.array(z.string().min(1)).min(1);

/** Who has to agree before a secret comes back; every rule that fits adds its steps. */
const Restores = z.strictObject({
  reasonCharactersMin: z.number().int().min(10).max(500).default(10),
  ticketPattern: z
    .string()
    .min(1)
    .max(200)
    .refine(isPattern, "is not a regular expression")
    .optional(),
  expiryHours: z.number().int().min(1).max(24).default(24),
  breakGlassGroups: groupNames.optional(),
  rules: z
    .array(
      z.strictObject({
        tag: z.strictObject({ key: z.string().min(1), value: z.string().optional() }).optional(),
        accounts: z.array(AccountId).min(1).optional(),
        regions: z.array(RegionName).min(1).optional(),
        steps: z
          .array(
            z.strictObject({
              name: z.string().min(1).max(60),
              approvals: z.number().int().min(1).max(9).default(1),
              groups: groupNames.optional(),
            }),
          )
          .min(1),
      }),
    )
    .default([]),
});

/** A hook whose address is itself a secret, as Slack's are, is named by a variable instead. */
const Webhook = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9-]{1,40}$/, "is small letters, digits and hyphens"),
    url: z
      .string()
      .refine(isSafeUrl, "must be an https address (http only on loopback)")
      .optional(),
    urlFrom: z
      .string()
      .regex(/^STRONGROOM_WEBHOOK_URL_[A-Z0-9_]{1,40}$/, "begins with STRONGROOM_WEBHOOK_URL_")
      .optional(),
    shape: z.enum(["json", "slack", "teams"]).default("json"),
    kinds: z.array(z.enum(announcedKinds)).min(1).optional(),
  })
  .refine(({ url, urlFrom }) => (url === undefined) !== (urlFrom === undefined), {
    message: "has either url or urlFrom",
  });

const addresses = z.array(z.email("is not an e-mail address")).default([]);

const Mail = z.strictObject({
  host: z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, "is a host name"),
  port: z.number().int().min(1).max(65_535).default(587),
  tls: z.enum(["starttls", "tls", "none"]).default("starttls"),
  user: z.string().min(1).optional(),
  from: z.email("is not an e-mail address"),
  roles: z
    .strictObject({ operator: addresses, approver: addresses, auditor: addresses })
    .prefault({}),
  signedInPeople: z.boolean().default(true),
});

/** The file's shape. Strict everywhere: a misspelt key must not silently mean the default. */
export const ConfigFile = z.strictObject({
  signIn: z.strictObject({
    issuer,
    clientId: z.string().min(1),
    groupsClaim: z.string().min(1).default("groups"),
  }),
  groups: z.array(z.strictObject({ group: z.string().min(1), role: z.enum(consoleRoles) })).min(1),
  accounts: z.array(Account).min(1),
  allowedHosts: z
    .array(z.string().regex(/^[a-z0-9.-]+(:\d+)?$/, "is host or host:port"))
    .optional(),
  sessions: z
    .strictObject({
      idleMinutes: minutes.max(60).default(15),
      absoluteHours: z.number().int().min(1).max(24).default(8),
      stepUpMinutes: minutes.max(60).default(15),
    })
    .prefault({}),
  ownerTag: z.string().min(1).max(128).default("owner"),
  reveals: z
    .strictObject({
      per10Minutes: z.number().int().min(1).max(1000).default(20),
      perDay: z.number().int().min(1).max(10_000).default(100),
    })
    .prefault({}),
  costs: z
    .strictObject({ prices: z.array(Price).default([]), ownCallsUsdPerDay: usd.default("1.00") })
    .prefault({}),
  rotation: RotationSettings.prefault({}),
  controls: ControlSettings.prefault({}),
  restores: Restores.prefault({}),
  notifications: z
    .strictObject({ webhooks: z.array(Webhook).default([]), mail: Mail.optional() })
    .prefault({}),
});
export type ConfigFile = z.output<typeof ConfigFile>;

/** As much of the file as contradictions need, however wrong the rest is. */
const anything = z.unknown().optional();
const RoughAccount = z.object({
  id: anything,
  name: anything,
  regions: z.array(z.unknown()).catch([]),
  roles: z.record(z.string(), z.unknown()).catch({}),
  observer: anything,
});
const RoughGroup = z.object({ group: anything, role: anything });
const RoughNotifications = z.object({
  webhooks: z.array(z.object({ name: anything }).catch({})).catch([]),
  mail: z.object({ tls: anything, host: anything }).catch({}),
});
const nothing = { accounts: [], groups: [], notifications: { webhooks: [], mail: {} } };
const Rough = z.object({
  accounts: z.array(RoughAccount.catch({ regions: [], roles: {} })).catch([]),
  groups: z.array(RoughGroup).catch([]),
  notifications: RoughNotifications.catch(nothing.notifications),
});

/** How each path would look if it were right; the longest matching one is shown. */
const examples: [RegExp, string][] = [
  [/^signIn\.issuer/, "issuer: https://id.example.com"],
  [/^signIn\.clientId/, "clientId: strongroom"],
  [/^signIn\.groupsClaim/, "groupsClaim: groups"],
  [/^signIn/, "signIn: { issuer: https://id.example.com, clientId: strongroom }"],
  [/^groups\[\d+\]\.role/, `role: ${consoleRoles.join(" | ")}`],
  [/^groups/, "groups: [{ group: secrets-operators, role: operator }]"],
  [/^accounts\[\d+\]\.id/, 'id: "111122223333"'],
  [/^accounts\[\d+\]\.name/, "name: production"],
  [/^accounts\[\d+\]\.colour/, "colour: red"],
  [/^accounts\[\d+\]\.regions/, "regions: [eu-west-1, us-east-1]"],
  [
    /^accounts\[\d+\]\.roles\.approver/,
    "approver: arn:aws:iam::111122223333:role/StrongroomApprover",
  ],
  [/^accounts\[\d+\]\.roles\.auditor/, "auditor: arn:aws:iam::111122223333:role/StrongroomAuditor"],
  [/^accounts\[\d+\]\.roles/, "operator: arn:aws:iam::111122223333:role/StrongroomOperator"],
  [/^accounts\[\d+\]\.observer/, "observer: arn:aws:iam::111122223333:role/StrongroomObserver"],
  [/^accounts\[\d+\]\.externalId/, "externalId: strongroom-production"],
  [
    /^accounts/,
    'accounts: [{ id: "111122223333", name: production, regions: [...], roles: {...} }]',
  ],
  [/^allowedHosts/, "allowedHosts: [strongroom.example.com]"],
  [/^sessions/, "sessions: { idleMinutes: 15, absoluteHours: 8, stepUpMinutes: 15 }"],
  [/^ownerTag/, "ownerTag: owner"],
  [
    /^restores\.rules/,
    "rules: [{ tag: { key: class, value: confidential }, steps: [{ name: data, approvals: 1, groups: [data-owners] }] }]",
  ],
  [/^restores/, "restores: { reasonCharactersMin: 10, expiryHours: 24 }"],
  [/^reveals/, "reveals: { per10Minutes: 20, perDay: 100 }"],
  [/^costs\.prices/, 'prices: [{ since: 2026-01-01, secretMonthUsd: "0.36" }]'],
  [/^costs/, 'costs: { ownCallsUsdPerDay: "1.00" }'],
  [
    /^controls\.policies/,
    "policies: [{ tag: { key: class, value: confidential }, maxAgeDays: 90, grace: 1.2 }]",
  ],
  [
    /^controls\.demands/,
    "demands: [{ tag: { key: class, value: confidential }, resourcePolicy: present, replicaIn: [us-east-1] }]",
  ],
  [
    /^controls\.exceptions/,
    'exceptions: [{ control: in-use, secret: { arn: "arn:aws:secretsmanager:…" }, reason: kept for disaster recovery, expires: "2026-12-31" }]',
  ],
  [/^controls/, "controls: { unusedDays: 90 }"],
  [/^rotation\.timeZone/, "timeZone: Europe/Berlin"],
  [
    /^rotation\.businessHours/,
    "businessHours: { days: [MON, TUE, WED, THU, FRI], from: 8, to: 18 }",
  ],
  [/^rotation\.freezes/, 'freezes: [{ name: Year end, from: "2026-12-21", to: "2027-01-03" }]'],
  [
    /^notifications\.webhooks/,
    "webhooks: [{ name: security, url: https://hooks.example.com/strongroom, shape: json }]",
  ],
  [/^notifications\.mail\.tls/, "tls: starttls | tls | none (none only on loopback)"],
  [/^notifications/, "mail: { host: smtp.example.com, from: strongroom@example.com }"],
  [/^rotation/, "rotation: { timeZone: Europe/Berlin, sharedTags: [DbCluster, Host] }"],
];

/** Keys that look like secrets, and the variable that such a secret belongs in. */
const secretKeys: [RegExp, string][] = [
  [/^(oidc)?client_?secret$/i, "OIDC_CLIENT_SECRET"],
  [/^ledger_?key$/i, "STRONGROOM_LEDGER_KEY"],
  [/^(signing|evidence)_?key$/i, "STRONGROOM_SIGNING_KEY"],
  [/^database_?url$|^dsn$/i, "DATABASE_URL"],
  [/^(next_?auth_?|session_?|cookie_?)?secret$/i, "NEXTAUTH_SECRET"],
  [/secret|password|token|private_?key|access_?key/i, "the environment"],
];

/**
 * Reads the YAML text. Answers the settings, or every problem at once with its path, its line and
 * an example. No problem repeats a value of the file: somebody may have pasted a secret into it.
 */
export function readConfigFile(
  text: string,
  file: string,
): { ok: true; settings: ConfigFile } | { ok: false; problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ code, pos }) => ({
      where: `${file}:${lines.linePos(pos[0]).line}`,
      says: `is not valid YAML here (${code.toLowerCase().replaceAll("_", " ")})`,
      example: "ownerTag: owner",
    }));
    return { ok: false, problems };
  }
  const content: unknown = document.toJS() ?? {};
  const parsed = ConfigFile.safeParse(content);
  const contradicting = contradictions(content);
  if (parsed.success && contradicting.length === 0) return { ok: true, settings: parsed.data };
  const lineOf = (path: PropertyKey[]): string => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      const range = (node as { range?: [number, number, number] } | undefined)?.range;
      if (range) return `${file}:${lines.linePos(range[0]).line}`;
    }
    return file;
  };
  const at: At = (path, says, example = exampleOf(pathText(path))) => ({
    where: `${lineOf(path)} ${pathText(path) || "(top level)"}`,
    says,
    example,
  });
  const isThere = (path: PropertyKey[]) => document.hasIn(path);
  const shape = parsed.error?.issues.flatMap((issue) => inWords(issue, at, isThere)) ?? [];
  return {
    ok: false,
    problems: [...shape, ...contradicting.map(([path, says]) => at(path, says))],
  };
}

type At = (path: PropertyKey[], says: string, example?: string) => Problem;

function inWords(
  issue: z.core.$ZodIssue,
  at: At,
  isThere: (path: PropertyKey[]) => boolean,
): Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const variable = secretKeys.find(([pattern]) => pattern.test(key))?.[1];
      if (!variable) return at(path, "is not a setting this console knows");
      const example = variable === "the environment" ? "remove it from the file" : `${variable}=…`;
      return at(path, `looks like a secret: secrets are read from ${variable} only`, example);
    });
  }
  if (!isThere(issue.path)) return [at(issue.path, "is missing")];
  if (issue.code === "invalid_type" && issue.path.at(-1) === "id") {
    return [at(issue.path, "must be twelve digits in quotes, else YAML reads a number")];
  }
  return [at(issue.path, lowerFirst(issue.message))];
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

/** What each part allows alone but the whole does not. */
function contradictions(content: unknown): [PropertyKey[], string][] {
  const { accounts, groups, notifications } = Rough.catch(nothing).parse(content);
  const found: [PropertyKey[], string][] = [];
  const isRepeated = (list: unknown[], index: number) =>
    list[index] !== undefined && list.indexOf(list[index]) < index;
  const ids = accounts.map(({ id }) => id);
  const names = accounts.map(({ name }) => name);
  accounts.forEach(({ id, regions, roles, observer }, index) => {
    const path = (...rest: PropertyKey[]) => ["accounts", index, ...rest];
    if (isRepeated(ids, index)) found.push([path("id"), "is listed twice"]);
    if (isRepeated(names, index)) found.push([path("name"), "is another account's name too"]);
    regions.forEach((_region, at) => {
      if (isRepeated(regions, at)) found.push([path("regions", at), "is listed twice"]);
    });
    const arns = [...consoleRoles.map((role) => roles[role]), observer];
    arns.forEach((arn, at) => {
      const role = consoleRoles[at];
      const here = role ? path("roles", role) : path("observer");
      const owner = typeof arn === "string" ? arn.split(":")[4] : undefined;
      if (owner && owner !== String(id)) {
        found.push([here, "belongs to another account than it stands under"]);
      }
      if (isRepeated(arns, at)) found.push([here, "is the ARN of another role here too"]);
    });
  });
  const given = groups.map(({ group, role }) => JSON.stringify([group, role]));
  given.forEach((_group, index) => {
    if (isRepeated(given, index)) found.push([["groups", index, "group"], "gives this role twice"]);
  });
  const hooks = notifications.webhooks.map(({ name }) => name);
  hooks.forEach((_name, index) => {
    const path = ["notifications", "webhooks", index, "name"];
    if (isRepeated(hooks, index)) found.push([path, "is another webhook's name too"]);
  });
  const { tls, host } = notifications.mail;
  if (tls === "none" && typeof host === "string" && !isLoopbackName(host)) {
    found.push([["notifications", "mail", "tls"], "may be none on loopback only"]);
  }
  return found;
}

/** https anywhere, http on loopback only. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}

export function isLoopback({ hostname }: URL): boolean {
  return isLoopbackName(hostname);
}

function isLoopbackName(name: string): boolean {
  return name === "localhost" || name === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(name);
}

function pathText(path: PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}

function exampleOf(path: string): string {
  return examples.find(([pattern]) => pattern.test(path))?.[1] ?? "see lib/config.example.yaml";
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
