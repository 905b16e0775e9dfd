export const themes = ["system", "light", "dark", "contrast"] as const;
export const zones = ["utc", "local"] as const;
export const densities = ["compact", "regular", "airy"] as const;

/** How one person likes to look at things. Nothing here is about secrets. */
export interface Preferences {
  theme: (typeof themes)[number];
  zone: (typeof zones)[number];
  density: (typeof densities)[number];
  /** Columns of the inventory that are hidden; undefined as long as nobody chose. */
  hidden?: string[];
  /** False turns single-key shortcuts off (WCAG 2.1.4). */
  singleKeys: boolean;
  /** IANA name of the person's zone, as their browser says. */
  localZone?: string;
}

/** Kept in a cookie and not in storage: the server reads it, so the first paint is right. */
export const preferencesCookie = "strongroom-preferences";

/** Reads the cookie's text; anything odd falls back to the default, field by field. */
export function parsePreferences(text: string | undefined): Preferences {
  const given = parseObject(text);
  return {
    theme: oneOf(themes, given.theme) ?? "system",
    zone: oneOf(zones, given.zone) ?? "utc",
    density: oneOf(densities, given.density) ?? "regular",
    hidden: Array.isArray(given.hidden)
      ? given.hidden.filter((column) => typeof column === "string").slice(0, 20)
      : undefined,
    singleKeys: given.singleKeys !== false,
    localZone: isZone(given.localZone) ? given.localZone : undefined,
  };
}

function parseObject(text: string | undefined): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(decodeURIComponent(text ?? "{}"));
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

function oneOf<Value extends string>(values: readonly Value[], given: unknown): Value | undefined {
  return values.find((value) => value === given);
}

function isZone(given: unknown): given is string {
  if (typeof given !== "string") return false;
  try {
    Intl.DateTimeFormat("en", { timeZone: given });
    return true;
  } catch {
    return false;
  }
}
