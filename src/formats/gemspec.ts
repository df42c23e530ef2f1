import { rubyTexts } from "./ruby-literals.ts";

/** What RubyGems writes of an installed gem. */
export interface Gemspec {
  readonly name?: string;
  readonly version?: string;
  /** `ruby`, or what it was built for. */
  readonly platform?: string;
  readonly licenses: readonly string[];
  readonly authors: readonly string[];
  readonly email: readonly string[];
  readonly summary?: string;
  readonly homepage?: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Names of the gems that it needs to run. */
  readonly needs: readonly string[];
}

const FIELD = /^\s*[a-z_]\w*\.([a-z_]+)\s*=\s*(.*)$/;
const DEPENDENCY = /^\s*[a-z_]\w*\.add_(?:runtime_)?dependency[\s(]+(.*)$/;
const STUB = /^# stub: (\S+) (\S+) (\S+)/;

/** Lists of files and options are long, and say nothing here. */
const LINE_CHARACTERS = 64 * 1024;

/**
 * Reads a gemspec as RubyGems writes it below `specifications/`: Ruby code, one assignment a line. It is looked at line
 * by line and never run: what a hand-written one computes is not known.
 *
 * Source: https://github.com/ruby/rubygems/blob/master/lib/rubygems/specification.rb (`to_ruby`)
 */
export function parseGemspec(text: string): Gemspec {
  const fields = new Map<string, readonly string[]>();
  const needs: string[] = [];
  let stub: RegExpExecArray | null = null;
  let isElse = false;
  for (const whole of text.split("\n")) {
    const line = whole.slice(0, LINE_CHARACTERS);
    stub ??= STUB.exec(line);
    // Older RubyGems know no runtime dependencies: for them all are listed again behind `else`, those for tests too.
    if (/^\s*(?:else|end)\b/.test(line)) isElse = line.trimStart().startsWith("else");
    const dependency = DEPENDENCY.exec(line)?.[1];
    if (dependency !== undefined) {
      const [name] = rubyTexts(dependency);
      if (name !== undefined && !isElse) needs.push(name);
      continue;
    }
    const [, field, value = ""] = FIELD.exec(line) ?? [];
    if (field === undefined || field.endsWith("files") || field === "rdoc_options") continue;
    // `… if s.respond_to? :metadata=`
    if (!fields.has(field)) fields.set(field, rubyTexts(value));
  }
  const listOf = (...names: readonly string[]) => names.flatMap((name) => fields.get(name) ?? []);
  const first = (field: string) => fields.get(field)?.[0];
  const [, stubName, stubVersion, stubPlatform] = stub ?? [];
  const name = first("name") ?? stubName;
  const version = first("version") ?? stubVersion;
  const platform = first("platform") ?? stubPlatform;
  const summary = first("summary");
  const homepage = first("homepage");
  return {
    ...(name && { name }),
    ...(version && { version }),
    ...(platform && { platform }),
    ...(summary && { summary }),
    ...(homepage && { homepage }),
    licenses: listOf("licenses", "license"),
    authors: listOf("authors", "author"),
    email: listOf("email"),
    metadata: pairsOf(listOf("metadata")),
    needs: [...new Set(needs)],
  };
}

/** `{ "a" => "b", … }` as the texts `a`, `b`, … */
function pairsOf(texts: readonly string[]): Record<string, string> {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < texts.length; at += 2) pairs.push([texts[at] ?? "", texts[at + 1] ?? ""]);
  return Object.fromEntries(pairs);
}
