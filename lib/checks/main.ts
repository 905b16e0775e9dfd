/** `npm run check`: every static check, one line each; ends with non-zero if one failed. */
import { runChecks } from "./check";
import { clientBundleCheck } from "./client-bundle";
import { sourceChecks } from "./source-checks";
import { isBuilt } from "./tools";

const root = process.cwd();
const built = isBuilt(root);
const verdicts = await runChecks(built ? [...sourceChecks, clientBundleCheck] : sourceChecks, root);
if (!built) console.log("       client bundle: there is no build to look at; npm test makes one");
process.exitCode = verdicts.some(({ problems }) => problems.length > 0) ? 1 : 0;
