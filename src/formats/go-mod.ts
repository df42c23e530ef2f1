/** A module at a version. */
export interface GoModule {
  readonly path: string;
  readonly version: string;
}

/** A module that a go.mod asks for. */
export interface GoRequirement extends GoModule {
  /** For the sake of another module. */
  readonly indirect: boolean;
}

/** What stands for a module. */
export interface GoReplacement {
  readonly path: string;
  /** Every version where there is none. */
  readonly version?: string;
  /** A module, or a folder: that has no version. */
  readonly by: { readonly path: string; readonly version?: string };
}

/** What a go.mod says. */
export interface GoMod {
  readonly module?: string;
  /** `1.21`, `1.21.3` */
  readonly go?: string;
  readonly requires: readonly GoRequirement[];
  readonly replaces: readonly GoReplacement[];
}

/** Directives that tell nothing of packages. */
const OTHER_VERBS = ["toolchain", "godebug", "exclude", "retract", "tool", "ignore"];

const PLAIN_WORD = /^[^\s"`()]+/;

/**
 * Reads a go.mod: one directive a line, or several in a block of parentheses. A line that is neither is told to
 * `onBrokenLine` and left out.
 *
 * Source: https://go.dev/ref/mod#go-mod-file
 */
export function parseGoMod(text: string, onBrokenLine: (lineNumber: number) => void): GoMod {
  const requires: GoRequirement[] = [];
  const replaces: GoReplacement[] = [];
  let module: string | undefined;
  let go: string | undefined;
  let block: string | undefined;
  let lineNumber = 0;
  for (const raw of text.split("\n")) {
    lineNumber++;
    const slashes = raw.indexOf("//");
    const comment = slashes < 0 ? "" : raw.slice(slashes + 2).trim();
    const line = (slashes < 0 ? raw : raw.slice(0, slashes)).trim();
    if (line === "") continue;
    if (block !== undefined && line === ")") {
      block = undefined;
      continue;
    }
    const opened = block === undefined ? /^([a-z]+)\s*\($/.exec(line)?.[1] : undefined;
    if (opened !== undefined) {
      block = opened;
      continue;
    }
    const words = wordsOf(line);
    const verb = block ?? words?.shift();
    const [first, second] = words ?? [];
    if (!words || verb === undefined || first === undefined) onBrokenLine(lineNumber);
    else if (verb === "module") module = first;
    else if (verb === "go") go = first;
    else if (verb === "require") {
      if (second === undefined || words.length > 2) onBrokenLine(lineNumber);
      else requires.push({ path: first, version: second, indirect: /^indirect(?:$|[\s;])/.test(comment) });
    } else if (verb === "replace") {
      const arrow = words.indexOf("=>");
      const [path, version] = words.slice(arrow + 1);
      if (arrow < 1 || arrow > 2 || path === undefined) onBrokenLine(lineNumber);
      else {
        const by = { path, ...(version !== undefined && { version }) };
        replaces.push({ path: first, ...(arrow === 2 && second !== undefined && { version: second }), by });
      }
    } else if (!OTHER_VERBS.includes(verb)) onBrokenLine(lineNumber);
  }
  return { ...(module && { module }), ...(go && { go }), requires, replaces };
}

/** Words, each plain or in quotes; `undefined` where a quote has no end. */
function wordsOf(line: string): string[] | undefined {
  const words: string[] = [];
  let at = 0;
  while (at < line.length) {
    const char = line[at] ?? "";
    if (/\s/.test(char)) at++;
    else if (char === '"' || char === "`") {
      const end = line.indexOf(char, at + 1);
      if (end < 0) return undefined;
      words.push(line.slice(at + 1, end));
      at = end + 1;
    } else {
      const word = PLAIN_WORD.exec(line.slice(at, at + 4096))?.[0];
      if (word === undefined) return undefined;
      words.push(word);
      at += word.length;
    }
  }
  return words;
}

/** A line of a go.sum: what a module's files have for a digest. */
export interface GoSum extends GoModule {
  /** `h1:BASE64`, over the list of all files. */
  readonly digest: string;
}

/**
 * The lines of a go.sum that are about a module's files; those about its go.mod alone are left out.
 *
 * Source: https://go.dev/ref/mod#go-sum-files
 */
export function* parseGoSum(text: string): Generator<GoSum> {
  for (const line of text.split("\n")) {
    const [path, version, digest, more] = line.trim().split(/\s+/, 4);
    if (path && version && digest && more === undefined && !version.endsWith("/go.mod"))
      yield { path, version, digest };
  }
}
