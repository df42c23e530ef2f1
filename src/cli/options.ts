import { type Command, InvalidArgumentError, Option } from "commander";
import { PACKAGE_TYPES } from "../catalogers/package-types.ts";
import { SEVERITIES } from "../model/severity.ts";
import { SORTS } from "../report/sort.ts";

/** `--flag a,b --flag c` → a, b, c */
function collect(value: string, previous: readonly string[] = []): string[] {
  const values = value
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  if (values.length === 0) throw new InvalidArgumentError("It needs a value.");
  return [...previous, ...values];
}

/** A list of known words: a typing error must not read as "nothing found". */
function collectFrom<Word extends string>(words: readonly Word[]) {
  return (value: string, previous: readonly Word[] = []): Word[] => {
    const chosen = collect(value.toLowerCase()).map((text) => {
      const word = words.find((known) => known === text);
      if (word === undefined) throw new InvalidArgumentError(`'${text}' is none of ${words.join(", ")}.`);
      return word;
    });
    return [...previous, ...chosen];
  };
}

/** A number from 0 to 1. */
function share(text: string): number {
  const value = /^(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError(`'${text}' is no number from 0 to 1.`);
  return value;
}

/** Commas part patterns, but not those within brackets: `^lib(a|b){1,2}$`. */
function partPatterns(value: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const [sign] of value.matchAll(/\\.|[\s\S]/g)) {
    if ("([{".includes(sign)) depth++;
    else if (")]}".includes(sign)) depth--;
    if (sign === "," && depth <= 0) parts.push("");
    else parts[parts.length - 1] += sign;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}

function collectPatterns(value: string, previous: readonly RegExp[] = []): RegExp[] {
  const parts = partPatterns(value);
  if (parts.length === 0) throw new InvalidArgumentError("It needs a value.");
  const patterns = parts.map((part) => {
    try {
      return new RegExp(part, "u");
    } catch {
      throw new InvalidArgumentError(`'${part}' is no regular expression.`);
    }
  });
  return [...previous, ...patterns];
}

/** Names of base metrics, of all versions of CVSS. */
const METRICS: ReadonlySet<string> = new Set(
  ["AV", "AC", "AT", "Au", "PR", "UI", "S", "C", "I", "A", "VC", "VI", "VA", "SC", "SI", "SA"].map((name) =>
    name.toUpperCase(),
  ),
);

function collectMetrics(value: string, previous: readonly string[] = []): string[] {
  const metrics = collect(value.toUpperCase());
  const wrong = metrics.find((metric) => {
    const [, name = ""] = /^([A-Z]{1,2}):[A-Z]$/.exec(metric) ?? [];
    return !METRICS.has(name);
  });
  if (wrong !== undefined) throw new InvalidArgumentError(`'${wrong}' is no metric of CVSS, as AV:N or PR:L.`);
  return [...previous, ...metrics];
}

/** Which image is meant, how it is read, and where what is told of it goes. */
export interface ImageOptions {
  readonly platform?: string;
  readonly ref?: string;
  readonly output?: string;
  readonly insecureRegistry?: readonly string[];
  readonly maxImageSize?: string;
  readonly verifyLayers?: boolean;
  readonly limit?: readonly string[];
  readonly strict?: boolean;
  readonly allLayers?: boolean;
  readonly exclude?: readonly string[];
  /** False with `--no-gitignore`. */
  readonly gitignore?: boolean;
}

/** How an image is named, for the help; a test holds it to what can be opened. */
const IMAGE_FORMS = `
Images:
  NAME[:TAG][@DIGEST]           from Docker or Podman here, else the registry
  local://NAME                  from Docker or Podman; also local://sha256:ID
  registry://NAME               from the registry, whatever is here
  oci-dir://PATH[:TAG|@DIGEST]  an OCI layout in a folder
  archive://FILE                of docker save, podman save, skopeo or buildx
  -                             such an archive, from standard input
  fs://PATH                     a folder or a file, without an image
  sbom://[FILE]                 a list of packages: CycloneDX, SPDX, Syft's, …
  containerd://NAME             from containerd
  docker-daemon:NAME            from Docker alone
  containers-storage:NAME       from Podman alone

  Known from skopeo and syft: docker://, oci:, docker-archive:, oci-archive:,
  containerd:, dir:. image://NAME is a NAME without a prefix.`;

/** Heading of the flags that say how an image is found and read. */
const READING = "Reading the image:";

/** What every verb about one image takes. */
export function aboutImage(command: Command): Command {
  return command
    .argument("[image]", "see Images below; without it, the image that was built last on this machine")
    .option("-o, --output <file>", "write the report to this file instead of standard output")
    .addOption(reading("--platform <os/arch>", "which image of several platforms: linux/arm64, linux/arm/v7"))
    .addOption(reading("--ref <name>", "which image of an archive that holds several"))
    .addOption(
      reading("--insecure-registry <host>", "reach this registry by plain http, or whatever its certificate").argParser(
        collect,
      ),
    )
    .addOption(reading("--max-image-size <size>", "refuse an image that takes more than this as stored: 500MB, 10GB"))
    .addOption(reading("--verify-layers", "read and hash every byte, also where a part of a plain tar would do"))
    .addOption(
      reading("--limit <name=value>", "change a limit of what is read; a name that is none lists them").argParser(
        collect,
      ),
    )
    .addOption(
      reading("--exclude <pattern>", "pass over these paths of a folder, written as in .gitignore").argParser(collect),
    )
    .addOption(reading("--no-gitignore", "look also at what git ignores in a folder that is a checkout"))
    .addOption(reading("--strict", "fail where a limit was gone over, in place of a problem in the report"))
    .addHelpText("after", IMAGE_FORMS);
}

const reading = (flags: string, description: string) => new Option(flags, description).helpGroup(READING);

/** Flags that several verbs share: one name, one meaning, one help text. */
export const shared = {
  allLayers: () => new Option("--all-layers", "also packages that a layer brought and a later one removed"),
  onlySeverity: () =>
    new Option("--only-severity <list>", `only these severities: ${SEVERITIES.join(", ")}`).argParser(
      collectFrom(SEVERITIES),
    ),
  onlyFixed: () => new Option("--only-fixed", "only vulnerabilities with a fix").conflicts("onlyUnfixed"),
  onlyUnfixed: () => new Option("--only-unfixed", "only vulnerabilities without a fix"),
  onlyPackageType: () =>
    new Option("--only-package-type <list>", `only packages of these types: ${PACKAGE_TYPES.join(", ")}`).argParser(
      collectFrom(PACKAGE_TYPES),
    ),
  sort: () => new Option("--sort <order>", "what comes first (default: severity)").choices(SORTS),
  epss: () => new Option("--epss", "show how likely each is to be exploited, and order those of a package by it"),
  epssScore: () =>
    new Option("--epss-score <number>", "only what is at least so likely to be exploited, from 0 to 1").argParser(
      share,
    ),
  epssPercentile: () =>
    new Option("--epss-percentile <number>", "only what is at least so far up by EPSS, from 0 to 1").argParser(share),
  onlyCisaKev: () => new Option("--only-cisa-kev", "only what is known to be exploited, by CISA's catalogue"),
  onlyPackage: () =>
    new Option("--only-package <list>", "only packages whose name matches one of these regular expressions").argParser(
      collectPatterns,
    ),
  onlyMetric: () =>
    new Option(
      "--only-metric <list>",
      "only vulnerabilities with one of these in their CVSS vector: AV:N, PR:N",
    ).argParser(collectMetrics),
  onlyCveId: () => new Option("--only-cve-id <list>", "only these ids: CVE, GHSA, DSA, …").argParser(collect),
  exitCode: () => new Option("-e, --exit-code", "exit with 2 when a vulnerability remains after the filters"),
  allow: () =>
    new Option("--allow <file>", "secrets that may stay, one a line: rule:, path: or fingerprint:, then why"),
  maxDbAge: () => new Option("--max-db-age <age>", "exit with 2 when the advisories are older than this: 36h, 5d"),
  dbUpdate: () =>
    new Option("--db-update", "first bring the advisories up to date, of those sources alone that this image needs"),
  insecureRegistry: () =>
    new Option(
      "--insecure-registry <host>",
      "reach this registry by plain http, or whatever its certificate",
    ).argParser(collect),
  mirror: () =>
    new Option("--mirror <dir|url>", "take the files of all sources from a mirror: a folder or an address").env(
      "PLIMSOLL_MIRROR",
    ),
};
