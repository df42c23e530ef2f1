import { execFileSync } from "node:child_process";
import { findOnPath } from "../other-scanners.ts";

/** What one scanner lists: each package once, as `type name version`, in the words of package URLs. */
export type Inventory = ReadonlySet<string>;

const MOST_BYTES = 1024 ** 3;

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): unknown {
  const output = execFileSync(command, args, {
    maxBuffer: MOST_BYTES,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, ...env },
  });
  return JSON.parse(output.toString("utf8"));
}

/** Versions that stand for none: who has nothing to say of a package's version says so in many ways. */
const NONE = new Set(["", "UNKNOWN", "(devel)"]);

/** A package URL as `type name version`; `undefined` where it tells no version. */
export function entryOf(purl: string | undefined): string | undefined {
  const [, type = "", path = "", version = ""] =
    /^pkg:([^/]+)\/([^@?#]+(?:@[^/?#]+\/[^@?#]+)?)(?:@([^?#]*))?/.exec(purl ?? "") ?? [];
  if (type === "" || NONE.has(decodeURIComponent(version))) return undefined;
  // Some write the epoch of a distribution's version as a qualifier.
  return `${type} ${decodeURIComponent(path)} ${decodeURIComponent(version).replace(/^\d+:/, "")}`.toLowerCase();
}

const inventoryOf = (purls: readonly (string | undefined)[]): Inventory =>
  new Set(purls.map(entryOf).filter((entry) => entry !== undefined));

/** A package as `sbom --format json` writes it. */
export interface Artifact {
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly [fact: string]: unknown;
}

export function askPlimsoll(program: string, reference: string): readonly Artifact[] {
  return (run(program, ["sbom", "--quiet", reference]) as { artifacts: readonly Artifact[] }).artifacts;
}

export const plimsollInventory = (artifacts: readonly Artifact[]): Inventory =>
  inventoryOf(artifacts.map(({ purl }) => purl));

/** `undefined` where it is not on the PATH. */
export function askSyft(path: string): Inventory | undefined {
  const command = findOnPath("syft");
  if (command === undefined) return undefined;
  const { artifacts } = run(command, ["scan", path, "--output", "syft-json", "--quiet"], {
    SYFT_CHECK_FOR_APP_UPDATE: "false",
  }) as { artifacts: readonly { purl?: string }[] };
  return inventoryOf(artifacts.map(({ purl }) => purl));
}

/** `undefined` where it is not on the PATH. It leaves jars out, for which it would have to download a database. */
export function askTrivy(path: string, cacheFolder: string): Inventory | undefined {
  const command = findOnPath("trivy");
  if (command === undefined) return undefined;
  const withoutJars = ["jar", "war", "ear", "par"].flatMap((extension) => ["--skip-files", `**/*.${extension}`]);
  const args = ["image", "--input", path, "--cache-dir", cacheFolder, "--offline-scan", "--skip-java-db-update"];
  const { components = [] } = run(command, [...args, "--quiet", "--format", "cyclonedx", ...withoutJars], {
    TRIVY_SKIP_VERSION_CHECK: "true",
    TRIVY_DISABLE_TELEMETRY: "true",
  }) as { components?: readonly { purl?: string }[] };
  return inventoryOf(components.map(({ purl }) => purl));
}

export const typeOf = (entry: string): string => entry.slice(0, entry.indexOf(" "));
