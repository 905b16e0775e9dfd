import "server-only";
import { databaseChecks } from "@/lib/db/setup-checks";
import type { PlaceProgress } from "@/lib/domain/inventory";
import type { ConsoleRole } from "@/lib/domain/role";
import { NoInput, type SetupCheck } from "@/lib/domain/session";
import { guard } from "@/lib/entry/guard";
import { lookAtEstate } from "@/lib/inventory/estates";
import { checkOf } from "./setup";

/**
 * What home shows first: the figures of the estate, and whether every place answers this role.
 * The checks are read off the listing, so that looking at home costs no call of its own.
 */
export const home = guard("home.view", {
  input: NoInput,
  run: async ({ aws, session }) => {
    const estate = lookAtEstate(aws);
    await estate.firstRows();
    const window = await estate.summary();
    const places = window.places.map((place) => checkOfListing(place, session.role));
    return { window, setup: [...(await databaseChecks()), ...places] };
  },
});

function checkOfListing(place: PlaceProgress, role: ConsoleRole): SetupCheck {
  const name = `${place.accountName}, ${place.region}`;
  if (place.failure) return checkOf(name, role, place.failure);
  if (place.calls > 0) return checkOf(name, role);
  return { name, state: "unknown", says: "Has not answered yet." };
}
