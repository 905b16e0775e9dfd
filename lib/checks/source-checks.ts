import type { Check } from "./check";
import { licencesCheck } from "./licences";
import { floorCheck, lockfileCheck } from "./lockfile";
import { roomsCheck } from "./rooms";
import { formatCheck, typesCheck, unusedCheck } from "./tools";

/** Every check that needs the sources alone, quickest first. */
export const sourceChecks: readonly Check[] = [
  formatCheck,
  lockfileCheck,
  floorCheck,
  licencesCheck,
  roomsCheck,
  unusedCheck,
  typesCheck,
];
