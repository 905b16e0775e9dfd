import type { ReadInput } from "@/lib/browser/read-key";
import type { FeedFilter } from "@/lib/domain/rotation-feed";
import { rotationStates, rotationViews, secretKinds } from "@/lib/domain/rotation-page";

/** What the address says about the rotation page; absent = all, or today. */
export interface RotationAddress {
  view: (typeof rotationViews)[number];
  day?: string;
  fn?: string;
  owner?: string;
  account?: string;
  region?: string;
  kind?: (typeof secretKinds)[number];
  state?: (typeof rotationStates)[number];
  offset: number;
}

/** Reads the address; what is not understood falls back to the default. */
export function readRotationAddress(query: { get(name: string): string | null }): RotationAddress {
  const text = (name: string, pattern: RegExp) => {
    const value = query.get(name);
    return value && pattern.test(value) ? value : undefined;
  };
  const day = text("day", /^\d{4}-\d{2}-\d{2}$/);
  const offset = Number(query.get("offset"));
  return {
    view: rotationViews.find((view) => view === query.get("view")) ?? "agenda",
    day: day && !Number.isNaN(Date.parse(day)) ? day : undefined,
    fn: text("fn", /^.{1,2048}$/),
    owner: text("owner", /^.{1,256}$/),
    account: text("account", /^\d{12}$/),
    region: text("region", /^[a-z]{2}(-[a-z]+)+-\d$/),
    kind: secretKinds.find((kind) => kind === query.get("kind")),
    state: rotationStates.find((state) => state === query.get("state")),
    offset: Number.isInteger(offset) && offset > 0 && offset <= 1_000_000 ? offset : 0,
  };
}

/** Writes the address; defaults are left out so that links stay short. */
export function rotationHref(address: Partial<RotationAddress>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(address)) {
    if (value === undefined || value === 0 || (name === "view" && value === "agenda")) continue;
    query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `/rotation?${text}` : "/rotation";
}

/** The question behind an address: the same on the server and in the browser. */
export function rotationInput(address: RotationAddress): ReadInput<"rotation"> {
  return Object.fromEntries(
    Object.entries(address).filter(([, value]) => value !== undefined && value !== 0),
  ) as ReadInput<"rotation">;
}

/** What of an address a calendar keeps: its filters, but no view and no day. */
export function feedFilterOf({
  fn,
  owner,
  account,
  region,
  kind,
  state,
}: RotationAddress): FeedFilter {
  return { fn, owner, account, region, kind, state };
}
