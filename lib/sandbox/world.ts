import { makeClock } from "./clock";
import type {
  Account,
  IamUser,
  LoggedCall,
  Region,
  Service,
  Session,
  TrailRecord,
  World,
} from "./contract";
import { iamId, makeRandom } from "./random";

/** CloudTrail's event history (facts 4.1). */
const TRAIL_DAYS = 90;
/** Old records are dropped in one go, so that recording stays cheap. */
const PRUNE_EVERY = 10_000;

/** Everything that exists, and how to begin anew. */
export interface ResettableWorld extends World {
  /** Empties the world: no account, no call, no record; the machine's time; the seed's first id. */
  clear(): void;
}

/**
 * Makes an empty world. `seed` fixes every id that is made later; `services` are what requests
 * can reach.
 */
export function makeWorld(services: readonly Service[], seed = 1): ResettableWorld {
  const trails = new Map<string, TrailRecord[]>();
  let clock = makeClock();
  let random = makeRandom(seed);

  const world: ResettableWorld = {
    get clock() {
      return clock;
    },
    get random() {
      return random;
    },
    accounts: new Map<string, Account>(),
    calls: [] as LoggedCall[],
    sessions: new Map<string, Session>(),
    services: new Map(services.map((service) => [service.signingName, service])),
    record(entry) {
      const key = `${entry.accountId}/${entry.region}`;
      const trail = trails.get(key);
      if (!trail) trails.set(key, [entry]);
      else if (trail.push(entry) % PRUNE_EVERY === 0) trails.set(key, pruned(trail, clock.now()));
    },
    trailOf: (accountId, region) => trails.get(`${accountId}/${region}`) ?? [],
    account(id) {
      const known = world.accounts.get(id);
      if (known) return known;
      const made = makeAccount(world, id);
      world.accounts.set(id, made);
      return made;
    },
    region(accountId, name) {
      const account = world.account(accountId);
      const known = account.regions.get(name);
      if (known) return known;
      const made = makeRegion(account, name);
      account.regions.set(name, made);
      return made;
    },
    clear() {
      world.accounts.clear();
      world.calls.length = 0;
      world.sessions.clear();
      trails.clear();
      clock = makeClock();
      random = makeRandom(seed);
    },
  };
  return world;
}

/** A new array, so that whoever keeps an index of the old one notices. */
function pruned(trail: readonly TrailRecord[], now: Date): TrailRecord[] {
  const oldest = now.getTime() - TRAIL_DAYS * 86_400_000;
  return trail.filter((entry) => entry.eventTime.getTime() >= oldest);
}

function makeAccount(world: World, id: string): Account {
  const administrator = makeAdministrator(world, id);
  return {
    id,
    regions: new Map(),
    iam: {
      roles: new Map(),
      users: new Map([[administrator.name, administrator]]),
      oidcProviders: new Map(),
      managedPolicies: new Map(),
      stsOffIn: new Set(),
    },
  };
}

/** The one principal that every account starts with (product.md 1.5). It may do everything. */
function makeAdministrator(world: World, accountId: string): IamUser {
  return {
    name: "Administrator",
    arn: `arn:aws:iam::${accountId}:user/Administrator`,
    userId: iamId(world.random, "AIDA"),
    accessKeyId: `AKIA${accountId}`,
    secretAccessKey: "sandbox",
    policies: new Map([["AdministratorAccess", ALLOW_ALL]]),
    createdAt: world.clock.now(),
  };
}

const ALLOW_ALL = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

function makeRegion(account: Account, name: string): Region {
  const states = new Map<symbol, unknown>();
  return {
    name,
    account,
    state<T>(key: symbol, make: () => T): T {
      if (!states.has(key)) states.set(key, make());
      // The key is the service's own symbol, so what is there is what its own `make` made.
      return states.get(key) as T;
    },
  };
}
