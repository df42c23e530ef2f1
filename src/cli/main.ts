import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { readSettings } from "./settings.ts";
import { VERSION } from "./version.ts";

/** Exit codes by which shells tell what stopped a program. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

async function main(argv: readonly string[]): Promise<void> {
  // Scripts ask for nothing else, and often.
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-v")) {
    process.stdout.write(`${VERSION}\n`);
    return;
  }
  try {
    const { cacheDir, cacheEnabled } = readSettings(process.env);
    if (cacheEnabled) enableCompileCache(join(cacheDir, "code"));
  } catch {
    // A setting that cannot be read is told of by the verb that needs it.
  }
  const stopping = new AbortController();
  let stoppedWith: number | undefined;
  let stoppedAt = Number.NEGATIVE_INFINITY;
  for (const [name, exitCode] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      // A terminal signals the launcher and this process, and the launcher passes it on: that is one, not two.
      if (performance.now() - stoppedAt < 500) return;
      // The second one does not wait for anybody.
      if (stoppedWith !== undefined) process.exit(exitCode);
      stoppedWith = exitCode;
      stoppedAt = performance.now();
      stopping.abort();
    });
  }
  let outputFailure: NodeJS.ErrnoException | undefined;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever reads had enough (`| head`): the work goes on, and its exit code counts.
    if (error.code !== "EPIPE") outputFailure ??= error;
  });
  const { runProgram } = await import("./program.ts");
  await runProgram(argv, stopping.signal);
  if (stoppedWith !== undefined) process.exitCode = stoppedWith;
  if (outputFailure) {
    process.stderr.write(`ERROR WRITE_FAILED: standard output: ${outputFailure.message}\n`);
    process.exitCode = 1;
  }
}

await main(process.argv.slice(2));
