import type { Finding } from "../model/finding.ts";
import type { Package } from "../model/package.ts";

type Target = Pick<Package, "type" | "namespace" | "name">;

/** In single quotes where a shell would read anything else than a word. */
const quoted = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

const slashed = ({ namespace, name }: Target) => (namespace ? `${namespace}/${name}` : name);

/** Package managers of distributions, which go to the newest version that the release has. */
const OF_DISTRIBUTIONS: Readonly<Record<string, string>> = {
  alpm: "pacman -Syu",
  apk: "apk upgrade --update-cache",
  deb: "apt-get update && apt-get install --only-upgrade",
  rpm: "dnf upgrade",
};

/** How the package managers of each language go to a version. */
const COMMANDS: Readonly<Record<string, (pkg: Target, fixed: string) => string>> = {
  cargo: ({ name }, fixed) => `cargo update -p ${quoted(name)} --precise ${quoted(fixed)}`,
  composer: (pkg, fixed) => `composer require ${quoted(`${slashed(pkg)}:>=${fixed}`)}`,
  gem: ({ name }, fixed) => `bundle update ${quoted(name)} (to ${fixed} or later)`,
  golang: (pkg, fixed) =>
    pkg.name === "stdlib"
      ? `build with Go ${fixed} or later`
      : `go get ${quoted(`${slashed(pkg)}@v${fixed.replace(/^v/, "")}`)}`,
  hex: ({ name }, fixed) => `mix deps.update ${quoted(name)} (to ${fixed} or later)`,
  maven: ({ namespace, name }, fixed) => `set ${namespace}:${name} to ${fixed} in pom.xml`,
  npm: (pkg, fixed) => `npm install ${quoted(`${slashed(pkg)}@${fixed}`)}`,
  nuget: ({ name }, fixed) => `dotnet add package ${quoted(name)} --version ${quoted(fixed)}`,
  pub: ({ name }) => `dart pub upgrade ${quoted(name)}`,
  pypi: ({ name }, fixed) => `pip install ${quoted(`${name}>=${fixed}`)}`,
};

/** Why there is nothing to upgrade to. */
const WITHOUT_FIX: Readonly<Record<Finding["state"], string>> = {
  fixed: "",
  unfixed: "no fix is published yet",
  deferred: "the vendor fixes it at some later time",
  "wont-fix": "the vendor will not fix it: replace the package, or do without it",
  "end-of-life": "nobody looks after this release any more: go to a newer one",
  "under-investigation": "the vendor has not judged it yet",
};

/** What to do about a finding, in a line: the command that brings the fix, where there is one. */
export function whatToDo(packages: readonly Target[], { fixedVersion, state, id, aliases }: Finding): string {
  if ([id, ...aliases].some((name) => name.startsWith("MAL-"))) return "this is malware: take it out";
  if (fixedVersion === undefined) return WITHOUT_FIX[state];
  const [first] = packages;
  const command = OF_DISTRIBUTIONS[first?.type ?? ""];
  if (command !== undefined) return [command, ...new Set(packages.map(({ name }) => quoted(name)))].join(" ");
  return (first && COMMANDS[first.type]?.(first, fixedVersion)) ?? `go to ${fixedVersion} or later`;
}
