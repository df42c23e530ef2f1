import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Writable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";

/** What is to be run, as a shell would: nothing of the environment but this. */
export interface RunRequest {
  /** The built program, as an address. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface RunAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
  /** Resident memory of this process at its peak since the run began. */
  readonly peakBytes: number;
  /** What it left open, by which a process of its own would not have ended. */
  readonly open: readonly string[];
}

// The entry of a process that runs the program again and again: loading it takes longer than most of what it is given.

let runs = 0;

async function run({ program, args, cwd, env }: RunRequest): Promise<RunAnswer> {
  process.argv = [process.execPath, "plimsoll", ...args];
  process.env = { ...env };
  process.chdir(cwd);
  process.exitCode = 0;
  const [stdout, stderr] = [collect(), collect()];
  Object.defineProperty(process, "stdout", { value: stdout.stream, configurable: true });
  Object.defineProperty(process, "stderr", { value: stderr.stream, configurable: true });
  const before = openNow();
  // The system begins to count anew.
  writeFileSync("/proc/self/clear_refs", "5");
  const startedAt = performance.now();
  // Another address each time: its first file is run again, what that imports is there.
  await import(`${program}?${++runs}`);
  const milliseconds = performance.now() - startedAt;
  const peakKiB = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile("/proc/self/status", "utf8"))?.[1];
  let open = left(before);
  for (let tries = 0; open.length > 0 && tries < 40; tries++) {
    await wait(5);
    open = left(before);
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.removeAllListeners(signal);
  const code = Number(process.exitCode ?? 0);
  return { code, stdout: stdout.text(), stderr: stderr.text(), milliseconds, peakBytes: Number(peakKiB) * 1024, open };
}

const openNow = () => process.getActiveResourcesInfo();

/** What is open now and was not, the reading of this file's own apart. */
function left(before: readonly string[]): string[] {
  const rest = [...before, "FSReqPromise", "Timeout"];
  return openNow().filter((name) => {
    const at = rest.indexOf(name);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

function collect(): { stream: Writable; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString("utf8") };
}

process.on("message", async (request: RunRequest) => process.send?.(await run(request)));
