/**
 * `npm run bench`: runs every `*.bench.ts` beside this file as a program of its own, one after
 * another, and passes on the lines they print: `{ bar, ratio, limit, unit, runs }`. Ends with
 * non-zero if a bar is missed or a program breaks, and then shows both series.
 *
 * `npm run bench -- P1 P7` keeps to programs whose name or bars contain one of the words.
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";

const Measured = z.object({
  bar: z.string(),
  ratio: z.number(),
  limit: z.number(),
  unit: z.string(),
  runs: z.array(z.tuple([z.number(), z.number()])),
});
type Measured = z.infer<typeof Measured>;

const here = new URL("./", import.meta.url);
const wanted = process.argv.slice(2).map((word) => word.toLowerCase());
const programs = readdirSync(here).filter(
  (name) =>
    name.endsWith(".bench.ts") &&
    (wanted.length === 0 || wanted.some((word) => name.toLowerCase().includes(word))),
);

const missed: Measured[] = [];
const broken: string[] = [];
for (const program of programs) {
  const code = await measure(program, (measured) => {
    console.log(JSON.stringify(measured));
    if (!(measured.ratio <= measured.limit)) missed.push(measured);
  });
  if (code !== 0) broken.push(`${program} ended with ${code}`);
}

for (const { bar, ratio, limit, unit, runs } of missed) {
  console.error(`\n${bar}: ${ratio} is over ${limit} (${unit})`);
  console.error(`  ours:      ${runs.map(([ours]) => ours.toFixed(1)).join(" ")}`);
  console.error(`  reference: ${runs.map(([, reference]) => reference.toFixed(1)).join(" ")}`);
}
for (const what of broken) console.error(`\n${what}`);
if (programs.length === 0) console.error("No benchmark of that name.");
process.exitCode = missed.length + broken.length > 0 || programs.length === 0 ? 1 : 0;

async function measure(program: string, take: (measured: Measured) => void): Promise<number> {
  const path = new URL(program, here).pathname;
  const child = spawn(
    process.execPath,
    ["--expose-gc", "--conditions=react-server", "--import", "tsx", path],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{"bar"')) take(Measured.parse(JSON.parse(line)));
    else console.error(line);
  }
  return ended;
}
