/**
 * Loaded into every child of the runner before its own code (`node --import`): ends the process
 * when the runner is gone, also when nobody could ask the runner to clean up (kill -9).
 */
const runner = Number(new URL(import.meta.url).searchParams.get("runner"));
setInterval(() => {
  if (process.ppid !== runner) process.exit(1);
}, 250).unref();
