/** Variables in which Go programs keep their version; linkers write them. The first that is set counts. */
const VERSION_VARIABLES = [
  /^main\.(?:app|build|cli|git|release|program)?version$/i,
  /(?:^|[./])(?:app|build|cli|git|release)?version$/i,
];

const LOOKS_LIKE_VERSION = /^v?\d+(?:\.\d+)+(?:[-+.][\w.+-]*)?$/;

/** What Go calls a module that was built where it stands. */
const UNKNOWN = "(devel)";

/** Whether that is a release, and not the commit or nothing in its stead. */
export const isTold = (version: string | undefined): boolean =>
  version !== undefined && version !== UNKNOWN && !version.startsWith("v0.0.0-");

/**
 * Version of a program's own module. Go knows it since 1.24 or where the program was installed by its version;
 * otherwise a linker flag tells it, or the commit in the form that Go gives one: `v0.0.0-TIME-COMMIT`.
 */
export function mainModuleVersion(version: string, settings: ReadonlyMap<string, string>): string {
  if (version !== "" && version !== UNKNOWN) return version;
  const variables = linkedVariables(settings.get("-ldflags") ?? "");
  for (const pattern of VERSION_VARIABLES) {
    const found = variables.find(([name, value]) => pattern.test(name) && LOOKS_LIKE_VERSION.test(value));
    if (found) return found[1].startsWith("v") ? found[1] : `v${found[1]}`;
  }
  const revision = settings.get("vcs.revision") ?? "";
  const time = (settings.get("vcs.time") ?? "").replace(/[-:TZ]/g, "");
  return /^[0-9a-f]{12,64}$/.test(revision) && /^\d{14}$/.test(time)
    ? `v0.0.0-${time}-${revision.slice(0, 12)}`
    : UNKNOWN;
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
