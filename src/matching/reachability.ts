import type { AffectedSymbols } from "../model/advisory.ts";
import type { Finding } from "../model/finding.ts";
import { ANY_FUNCTION, hashOfFunction, type LinkedFunctions, openHashes } from "../model/linked-functions.ts";
import type { Package } from "../model/package.ts";

type Reachability = NonNullable<Finding["reachability"]>;

/**
 * Whether any of the functions that have a flaw is in one of the programs that a package was built into. The linker
 * leaves out what nothing can come to, so a function that is not there cannot be run; one that is there may.
 *
 * `undefined` for packages that are not of Go: of those nobody names functions.
 */
export function reachabilityOf(
  {
    type,
    functions,
    namespace,
    name,
    properties,
  }: Pick<Package, "type" | "functions" | "namespace" | "name" | "properties">,
  symbols: readonly AffectedSymbols[] | undefined,
): Reachability | undefined {
  if (type !== "golang") return undefined;
  if (!symbols || symbols.length === 0 || !functions || functions.length === 0) return "unknown";
  const module = namespace === undefined ? name : `${namespace}/${name}`;
  const linked = symbols.map((one) => ({ ...one, path: linkedPath(one.path, module, properties[REPLACES]) }));
  const verdicts = new Set(functions.map((program) => verdictOf(program, linked)));
  return ORDER.find((verdict) => verdicts.has(verdict));
}

/** As the cataloger of Go programs tells what a module was built in place of. */
const REPLACES = "golang:replaces";

/** Packages of a module that replaces another keep the paths of the other one. */
function linkedPath(path: string, module: string, replaced: string | undefined): string {
  if (replaced === undefined || !`${path}/`.toLowerCase().startsWith(`${module}/`.toLowerCase())) return path;
  return replaced + path.slice(module.length);
}

/** The linker's table has bytes. */
const bytesOf = (text: string) => String.fromCharCode(...new TextEncoder().encode(text));

/** Of several programs the worst counts. */
const ORDER: readonly Reachability[] = ["reachable", "unknown", "not-in-binary"];

function verdictOf(program: LinkedFunctions, symbols: readonly AffectedSymbols[]): Reachability {
  const has = openHashes(program.hashes);
  if (!has) return "unknown";
  const found = symbols.some(({ path, names, systems, architectures }) => {
    if (!mayBe(systems, program.system) || !mayBe(architectures, program.architecture)) return false;
    const asked = names.length === 0 ? [ANY_FUNCTION] : names;
    return asked.some((name) => has(hashOfFunction(bytesOf(path), bytesOf(name))));
  });
  if (found) return "reachable";
  return program.isComplete ? "not-in-binary" : "unknown";
}

const mayBe = (wanted: readonly string[] | undefined, own: string | undefined) =>
  wanted === undefined || own === undefined || wanted.includes(own);
