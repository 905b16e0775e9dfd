/** `npx tsx lib/checks/print-readme.ts`: prints the marked parts of README.md afresh. */
import { readFileSync, writeFileSync } from "node:fs";
import { withPrintedParts } from "./readme";

const root = process.cwd();
writeFileSync("README.md", withPrintedParts(readFileSync("README.md", "utf8"), root));
