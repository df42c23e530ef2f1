/** Where a gem of a lock file comes from. */
export interface GemSource {
  readonly kind: "GEM" | "GIT" | "PATH" | "PLUGIN SOURCE";
  readonly remote?: string;
  readonly revision?: string;
}

/** A gem of a lock file. */
export interface LockedGem {
  readonly name: string;
  readonly version: string;
  /** Absent for Ruby alone. */
  readonly platform?: string;
  readonly source: GemSource;
  readonly needs: readonly string[];
}

/** What a Gemfile.lock says. */
export interface GemfileLock {
  readonly gems: readonly LockedGem[];
  /** What the Gemfile asks for. */
  readonly dependencies: readonly string[];
  /** `name (version)` → texts such as `sha256=HEX`. */
  readonly checksums: ReadonlyMap<string, readonly string[]>;
}

const SOURCES = ["GEM", "GIT", "PATH", "PLUGIN SOURCE"] as const;
const ITEM = /^( *)([^\s(]*[^\s(!])(?: \(([^)]*)\))?(!?)(?: (.*))?$/;

/**
 * Reads a Gemfile.lock: sections with their names at the margin, gems at four blanks, what they need at six.
 *
 * Source: https://github.com/ruby/rubygems/blob/master/bundler/lib/bundler/lockfile_parser.rb
 */
export function parseGemfileLock(text: string, onBrokenLine: (lineNumber: number) => void): GemfileLock {
  const gems: (LockedGem & { needs: string[] })[] = [];
  const dependencies: string[] = [];
  const checksums = new Map<string, readonly string[]>();
  let section = "";
  let source: { kind: GemSource["kind"]; remote?: string; revision?: string } | undefined;
  let lineNumber = 0;
  for (const raw of text.split("\n")) {
    lineNumber++;
    const line = raw.trimEnd();
    if (line === "") continue;
    if (/^[A-Z][A-Z ]*$/.test(line)) {
      section = line;
      const kind = SOURCES.find((one) => one === line);
      source = kind && { kind };
      continue;
    }
    const option = source && /^ {2}(remote|revision|specs|[a-z]+):(?: (.*))?$/.exec(line);
    if (source && option) {
      const [, key, value] = option;
      if (value !== undefined && (key === "remote" || key === "revision") && source[key] === undefined)
        source[key] = value;
      continue;
    }
    if (!source && section !== "DEPENDENCIES" && section !== "CHECKSUMS") {
      // Platforms, the version of Ruby and of Bundler, and what is to come; but not what stands in front of them all.
      if (section === "") onBrokenLine(lineNumber);
      continue;
    }
    const [, indent = "", name, version, , rest] = ITEM.exec(line) ?? [];
    if (name === undefined) {
      onBrokenLine(lineNumber);
    } else if (section === "DEPENDENCIES") {
      dependencies.push(name);
    } else if (section === "CHECKSUMS") {
      if (rest !== undefined) checksums.set(`${name} (${version})`, rest.split(","));
    } else if (source && indent.length === 6) {
      gems.at(-1)?.needs.push(name);
    } else if (source && version !== undefined) {
      // A version has no dash: what follows one is the platform.
      const [number = "", ...platform] = version.split("-");
      gems.push({
        name,
        version: number,
        ...(platform.length > 0 && { platform: platform.join("-") }),
        source,
        needs: [],
      });
    } else onBrokenLine(lineNumber);
  }
  return { gems, dependencies, checksums };
}
