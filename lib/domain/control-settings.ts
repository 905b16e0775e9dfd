import { z } from "zod";
import { AccountId, RegionName } from "./place";

/** The catalogue, in its order. The first five are AWS Config's questions (facts, AWS Config). */
export const controlIds = [
  "rotation-enabled",
  "rotates-on-schedule",
  "in-use",
  "changed-in-time",
  "customer-managed-key",
  "has-owner",
  "not-stuck",
  "described",
  "policy-not-public",
  "policy-own-account",
  "policy-sound",
  "policy-as-demanded",
  "key-as-demanded",
  "key-usable",
  "key-rotation",
  "replicas-as-demanded",
  "replicas-in-sync",
  "no-forced-deletion",
  "deletion-window",
  "recovery-guaranteed",
  "restores-approved",
  "changes-attributable",
  "changes-here",
  "previous-unread",
  "read-by-others",
  "no-label-left",
  "tags-as-demanded",
] as const;
export type ControlId = (typeof controlIds)[number];

const WantedTag = z.strictObject({
  key: z.string().min(1).max(128),
  value: z.string().max(256),
});

/** What a secret with this tag promises: a new value every `maxAgeDays`, `grace` times that at most. */
const ChangePolicy = z.strictObject({
  tag: WantedTag,
  maxAgeDays: z.number().int().min(1).max(365),
  grace: z.number().min(1).max(2).default(1),
});
export type ChangePolicy = z.output<typeof ChangePolicy>;

const DemandedTag = z.strictObject({
  key: z.string().min(1).max(128),
  values: z.array(z.string().max(256)).min(1).max(40).optional(),
});

/** What a secret with this tag needs besides. Of several that fit, each has to be met. */
const Demand = z
  .strictObject({
    tag: WantedTag,
    /** A policy at all, or one that denies requests without TLS. */
    resourcePolicy: z.enum(["present", "tls-only"]).optional(),
    /** A key of one's own instead of aws/secretsmanager. */
    customerKey: z.literal(true).optional(),
    /** A replica that is InSync: in each of these Regions, or in any other. */
    replicaIn: z.union([z.literal("any"), z.array(RegionName).min(1).max(40)]).optional(),
    /** A recovery window of so many days at least, whenever it is deleted. */
    deletionWindowDays: z.number().int().min(8).max(30).optional(),
    /** Other tags: its vendor, its privacy scope. With `values`, one of these. */
    tags: z.array(DemandedTag).min(1).max(20).optional(),
  })
  .refine(
    ({ tag: _tag, ...demands }) => Object.values(demands).some((one) => one !== undefined),
    "demands nothing: give resourcePolicy, customerKey, replicaIn, deletionWindowDays or tags",
  );
export type Demand = z.output<typeof Demand>;

/** A secret that need not meet a control for a while. In force to the end of the UTC day `expires`. */
const ControlException = z.strictObject({
  control: z.enum(controlIds),
  secret: z.union([
    z.strictObject({
      arn: z.string().regex(/^arn:aws[a-z-]*:secretsmanager:/, "is not the ARN of a secret"),
    }),
    z.strictObject({ accountId: AccountId, region: RegionName, name: z.string().min(1).max(512) }),
  ]),
  reason: z.string().min(10, "says why, in ten characters at least").max(500),
  expires: z.iso.date('is a day in quotes, such as "2026-12-31"'),
});
export type ControlException = z.output<typeof ControlException>;

/** What secrets here have to meet, beyond what every secret has to. */
export const ControlSettings = z.strictObject({
  /** Days without a read after which a secret counts as unused. */
  unusedDays: z.number().int().min(1).max(365).default(90),
  /** Days after which what AWS was asked secret by secret is asked again. */
  assessedDays: z.number().int().min(1).max(90).default(7),
  /** Days after a rotation in which callers may still read the value before it. */
  previousDays: z.number().int().min(1).max(90).default(7),
  policies: z.array(ChangePolicy).default([]),
  demands: z.array(Demand).default([]),
  exceptions: z.array(ControlException).default([]),
});
export type ControlSettings = z.output<typeof ControlSettings>;
