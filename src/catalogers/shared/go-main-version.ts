import type { GoBuildInfo, GoModule } from "../../formats/go-build-info.ts";

/** Variables in which Go programs keep their version; linkers write them. The first that is set counts. */
const VERSION_VARIABLES = [
  /^main\.(?:app|build|cli|git|release|program)?version$/i,
  /(?:^|[./])(?:app|build|cli|git|release)?version$/i,
];

const LOOKS_LIKE_VERSION = /^v?\d+(?:\.\d+)+(?:[-+.][\w.+-]*)?$/;

/** What Go calls a module that was built where it stands. */
export const UNKNOWN = "(devel)";

/** Whether that is the version of a release. */
export const isTold = (version: string | undefined): boolean => version !== undefined && version !== UNKNOWN;

/**
 * Version of a program's own module: Go knows it where the program was installed by its version, and since 1.24 by the
 * tags of a checkout; otherwise a linker flag tells it. `v0.0.0-TIME-COMMIT` of a checkout is none: so Go calls every
 * commit where it sees no tags, as in the shallow checkouts of CI systems, and it is older than all that was ever fixed.
 * What came from a module proxy has a sum, and is called right.
 */
export function mainModuleVersion(
  { version, sum }: Pick<GoModule, "version" | "sum">,
  settings: ReadonlyMap<string, string>,
): string {
  const isCommit = version.startsWith("v0.0.0-") && sum === undefined;
  if (version !== "" && version !== UNKNOWN && !isCommit) return version;
  const variables = linkedVariables(settings.get("-ldflags") ?? "");
  for (const pattern of VERSION_VARIABLES) {
    const found = variables.find(([name, value]) => pattern.test(name) && LOOKS_LIKE_VERSION.test(value));
    if (found) return found[1].startsWith("v") ? found[1] : `v${found[1]}`;
  }
  return UNKNOWN;
}

/** A program's own module, as far as the program or the path of its package names one. */
export const mainModuleOf = ({ main, path }: Pick<GoBuildInfo, "main" | "path">): GoModule | undefined =>
  main ?? moduleOfPackage(path);

/** Where code is kept by owner and name. */
const CODE_HOSTS = new Set(["github.com", "gitlab.com", "bitbucket.org"]);

/**
 * The module of a program that was built without modules, as Docker's and Debian's are: Go tells the path of the package
 * alone, which names the repository in front.
 */
function moduleOfPackage(path: string | undefined): GoModule | undefined {
  const [host = "", owner, name, major = ""] = path?.split("/") ?? [];
  if (!CODE_HOSTS.has(host) || !owner || !name) return undefined;
  const module = [host, owner, name, ...(/^v\d{1,4}$/.test(major) ? [major] : [])].join("/");
  return { path: module, version: UNKNOWN };
}

const MOST_CHARACTERS = 64 * 1024;

/** `-X path.name=value` of linker flags, also quoted: `-X 'name=some value'`, `'-X=name=value'`. */
function linkedVariables(flags: string): [name: string, value: string][] {
  const words = wordsOf(flags.slice(0, MOST_CHARACTERS));
  const variables: [string, string][] = [];
  for (const [i, word] of words.entries()) {
    const before = words[i - 1];
    const isValue = before === "-X" || before === "--X";
    const definition = isValue ? word : /^--?X=(.*)$/s.exec(word)?.[1];
    const equals = definition?.indexOf("=") ?? -1;
    if (definition !== undefined && equals > 0)
      variables.push([definition.slice(0, equals), definition.slice(equals + 1)]);
  }
  return variables;
}

/** Words between blanks, as Go splits flags: a quote begins a word or stands in one, and has no escapes. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"]|['"])+/g)].map(([word]) =>
    word.replace(/(['"])(.*?)\1/gs, "$2"),
  );
}
