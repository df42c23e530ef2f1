import { type Command, InvalidArgumentError, Option } from "commander";
import { CATALOGERS } from "../catalogers/index.ts";
import { SEVERITIES } from "../model/severity.ts";

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

/** Types that some cataloger finds. */
const PACKAGE_TYPES = [...new Set(CATALOGERS.map(({ purlType }) => purlType))].sort();

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
}

/** What every verb about one image takes. */
export function aboutImage(command: Command): Command {
  return command
    .argument(
      "[image]",
      "NAME[:TAG][@DIGEST], or local://, registry://, oci-dir://, archive://, fs://, containerd://; '-' reads an archive from standard input; default: the image built last on this machine",
    )
    .option("-o, --output <file>", "write the report to this file instead of standard output")
    .option("--platform <os/arch[/variant]>", "which image of a multi-platform index; default: this machine's")
    .option("--ref <name>", "which image of an archive that holds several")
    .addOption(
      new Option(
        "--insecure-registry <host[:port]>",
        "ask this registry over plain http, or with a certificate that nobody signed",
      ).argParser(collect),
    )
    .option("--max-image-size <size>", "refuse an image whose layers take more than this as stored: 500MB, 10GB")
    .option("--verify-layers", "hash every layer, also where a plain tar could be read in part")
    .addOption(
      new Option("--limit <name=value>", "set a limit of what is read; docs/reference/limits.md lists them").argParser(
        collect,
      ),
    )
    .option("--strict", "a limit that was gone over is an error, not a problem in the report");
}

/** Flags that several verbs share: one name, one meaning, one help text. */
export const shared = {
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
  onlyCveId: () => new Option("--only-cve-id <list>", "only these ids: CVE, GHSA, DSA, …").argParser(collect),
  exitCode: () => new Option("-e, --exit-code", "exit with 2 when a vulnerability remains after the filters"),
  maxDbAge: () => new Option("--max-db-age <age>", "exit with 2 when the advisories are older than this: 36h, 5d"),
  mirror: () =>
    new Option("--mirror <dir|url>", "take the files of all sources from a mirror: a folder or an address").env(
      "PLIMSOLL_MIRROR",
    ),
};
