import { execFile } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import {
  environmentOf,
  filesIn,
  launcher,
  newPlace,
  type Outcome,
  type Place,
  type Running,
  type RunOptions,
  start,
} from "../plimsoll.ts";

/**
 * A machine of a test's own: host names that lead here, a home, an /etc that has the settings of no engine, and no
 * engine that runs. What is started on it sees its folders in place of the real ones, by a mount namespace that goes
 * away with it.
 */
export interface Machine extends Place {
  readonly home: string;
  /** Writes a file: into the home (`~/.docker/config.json`), or into its own /etc. Gives its path outside. */
  readonly write: (path: string, content: string | Uint8Array, mode?: number) => string;
  /** Starts Plimsoll without waiting for it. */
  readonly start: (args: readonly string[], env?: Readonly<Record<string, string>>) => Running;
  /** Runs Plimsoll to its end. */
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Outcome>;
  /** The same for another program. @throws when it fails. */
  readonly program: (name: string, args: readonly string[]) => Promise<string>;
  /** For whoever starts programs on it by other means. */
  readonly command: (program: string, args: readonly string[]) => readonly [string, ...string[]];
}

/** Names of registries that are nobody's (RFC 6761); unlike 127.0.0.1 they get no leave to be insecure. */
const NAMES = ["registry.test", "realm.test", "blobs.test", "mirror.test", "other.test"];

const hostsOf = (names: readonly string[]) =>
  ["127.0.0.1 localhost", "::1 localhost", `127.0.0.1 ${names.join(" ")}`, ""].join("\n");

/** Only names of that file: no test asks a name server. */
const NAME_SERVICE = "hosts: files\n";

/** Buildah wants to know who it is. */
const USERS = "root:x:0:0:root:/root:/bin/sh\n";

const POLICY = '{"default":[{"type":"insecureAcceptAnything"}]}\n';

// $0 is the machine's folder. /var/lib/containers is where Podman and its kin keep notes of what they pushed.
const SCRIPT = `
for place in run var/lib/containers etc; do
  [ ! -d "/$place" ] || mount --bind "$0/$place" "/$place" || exit 125
done
exec "$@"`;

/** @param moreNames Beside `NAMES`, that lead here. */
export function newMachine(moreNames: readonly string[] = []): Machine {
  const place = newPlace();
  const root = join(place.folder, "machine");
  const home = join(root, "home");
  const write = (path: string, content: string | Uint8Array, mode = 0o644): string => {
    const file = path.replace(/^~/, home).replace(/^\/etc\//, `${root}/etc/`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode });
    return file;
  };
  for (const folder of ["home", "run", "var/lib/containers"]) mkdirSync(join(root, folder), { recursive: true });
  write("/etc/hosts", hostsOf([...NAMES, ...moreNames]));
  write("/etc/nsswitch.conf", NAME_SERVICE);
  write("/etc/passwd", USERS);
  write("/etc/containers/policy.json", POLICY);

  const command = (program: string, args: readonly string[]): readonly [string, ...string[]] => [
    "unshare",
    "--mount",
    "sh",
    "-c",
    SCRIPT,
    root,
    program,
    ...args,
  ];
  const startHere = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Running => {
    const options: RunOptions = { command: command(launcher(), []), env: { HOME: home, ...env } };
    return start(place, args, options);
  };
  return {
    ...place,
    home,
    write,
    command,
    start: startHere,
    run: (args, env) => startHere(args, env).outcome,
    async program(name, args) {
      const [first, ...rest] = command(name, args);
      const env = { ...environmentOf(place), HOME: home };
      const { stdout } = await promisify(execFile)(first, rest, { cwd: place.folder, env, maxBuffer: 2 ** 26 });
      return stdout;
    },
  };
}

/** What Plimsoll is started by, and no engine. */
const LAUNCHERS = ["unshare", "mount", "sh", "readlink", "dirname"];

/** A PATH on which there is no engine that a bare name could be asked of. */
export function withoutEngines({ home }: Machine): Readonly<Record<string, string>> {
  const folder = join(home, "few-programs");
  mkdirSync(folder);
  for (const name of LAUNCHERS) {
    const path = (process.env.PATH ?? "")
      .split(":")
      .map((one) => join(one, name))
      .find(existsSync);
    symlinkSync(path ?? name, join(folder, name));
  }
  return { PATH: folder };
}

/** What a run left where temporary files go. */
export function temporaryFilesOf({ temporary, cacheDir }: Place): string[] {
  return [...filesIn(temporary), ...filesIn(join(cacheDir, "tmp"))];
}
