import { z } from "zod";
import type { World } from "../contract";
import { iamId } from "../random";

const text = z.string().min(1);
/** A policy as JSON text, or as an object that is kept as its JSON text. */
const policy = z.union([
  text,
  z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value)),
]);
const policies = z.record(text, policy).default({});

/** What `POST /_sandbox/iam` takes: principals and policies to make or replace in one account. */
export const iamOrder = z.strictObject({
  accountId: z.string().regex(/^\d{12}$/),
  users: z
    .array(
      z.strictObject({
        name: text,
        accessKeyId: text.optional(),
        secretAccessKey: text.optional(),
        policies,
      }),
    )
    .default([]),
  roles: z
    .array(
      z.strictObject({
        name: text,
        trustPolicy: policy,
        policies,
        maxSessionSeconds: z.int().min(3600).max(43_200).default(3600),
      }),
    )
    .default([]),
  oidcProviders: z
    .array(z.strictObject({ url: z.url(), clientIds: z.array(text).min(1) }))
    .default([]),
  /** Customer managed policies, by name. */
  managedPolicies: policies,
  /** The Regions in which STS is off from now on; absent = as before. */
  stsOffIn: z.array(text).optional(),
});

export type IamOrder = z.infer<typeof iamOrder>;

/** Makes or replaces principals; answers the access keys of the users that were named. */
export function putIam(world: World, order: IamOrder) {
  const { iam } = world.account(order.accountId);
  const createdAt = world.clock.now();
  const users = order.users.map((user) => {
    const made = {
      name: user.name,
      arn: `arn:aws:iam::${order.accountId}:user/${user.name}`,
      userId: iam.users.get(user.name)?.userId ?? iamId(world.random, "AIDA"),
      accessKeyId: user.accessKeyId ?? iamId(world.random, "AKIA"),
      secretAccessKey: user.secretAccessKey ?? world.random.letters(40),
      policies: new Map(Object.entries(user.policies)),
      createdAt,
    };
    iam.users.set(user.name, made);
    return {
      name: made.name,
      accessKeyId: made.accessKeyId,
      secretAccessKey: made.secretAccessKey,
    };
  });
  for (const role of order.roles) {
    iam.roles.set(role.name, {
      name: role.name,
      arn: `arn:aws:iam::${order.accountId}:role/${role.name}`,
      roleId: iam.roles.get(role.name)?.roleId ?? iamId(world.random, "AROA"),
      trustPolicy: role.trustPolicy,
      policies: new Map(Object.entries(role.policies)),
      maxSessionSeconds: role.maxSessionSeconds,
      createdAt,
    });
  }
  for (const provider of order.oidcProviders) {
    iam.oidcProviders.set(provider.url.replace(/^https?:\/\//, "").replace(/\/$/, ""), {
      url: provider.url.replace(/\/$/, ""),
      clientIds: provider.clientIds,
    });
  }
  for (const [name, document] of Object.entries(order.managedPolicies)) {
    iam.managedPolicies.set(`arn:aws:iam::${order.accountId}:policy/${name}`, document);
  }
  if (order.stsOffIn) iam.stsOffIn = new Set(order.stsOffIn);
  return { users };
}
