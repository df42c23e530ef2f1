import { pep440 } from "../../versions/pep440.ts";

/** What is known of where a package runs: variable → value. What is absent is not known. */
export type MarkerEnvironment = Readonly<Record<string, string>>;

/** An image of Linux, of CPython mostly; nobody asks for extras. */
export const LINUX: MarkerEnvironment = {
  os_name: "posix",
  sys_platform: "linux",
  platform_system: "Linux",
  platform_python_implementation: "CPython",
  implementation_name: "cpython",
  extra: "",
};

/** Linux with a version of Python such as `3.11`; with any, where it is not known. */
export function linuxWith(pythonVersion: string | undefined): MarkerEnvironment {
  if (pythonVersion === undefined) return LINUX;
  // Nearly all ask whether it is a later one than the first of a line; a late one of the line answers that.
  return { ...LINUX, python_version: pythonVersion, python_full_version: `${pythonVersion}.20` };
}

/** Versions are compared as such; everything else as text. */
const VERSIONS = new Set(["python_version", "python_full_version", "implementation_version"]);

/** Names of before markers were a standard. Source: https://peps.python.org/pep-0345/#environment-markers */
const OLD_NAMES: Readonly<Record<string, string>> = {
  "os.name": "os_name",
  "sys.platform": "sys_platform",
  "platform.machine": "platform_machine",
  "platform.python_implementation": "platform_python_implementation",
  python_implementation: "platform_python_implementation",
};

const TOKEN = /\s*(?:("[^"]*"|'[^']*')|(===|==|!=|<=|>=|~=|<|>|\(|\))|([A-Za-z_][A-Za-z_.]*))/y;

/** `undefined`: cannot be told. */
type Truth = boolean | undefined;

const and = (a: Truth, b: Truth): Truth => (a === false || b === false ? false : a && b);
const or = (a: Truth, b: Truth): Truth =>
  a === true || b === true ? true : a === false ? b : b === false ? a : undefined;

/**
 * Tells whether a dependency is needed by its marker, as far as the environment is known; `undefined` where that is not
 * far enough, or the marker is none.
 *
 * Source: https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers
 */
export function evaluateMarker(marker: string, environment: MarkerEnvironment): Truth {
  const tokens = tokensOf(marker);
  if (!tokens) return undefined;
  const values: Truth[] = [];
  const operators: string[] = [];
  const apply = () => {
    const operator = operators.pop();
    const [b, a] = [values.pop(), values.pop()];
    values.push(operator === "and" ? and(a, b) : or(a, b));
  };
  const rank = (operator: string | undefined) => (operator === "and" ? 2 : operator === "or" ? 1 : 0);
  for (let i = 0; i < tokens.length; ) {
    const token = tokens[i] as string;
    if (token === "(") operators.push(token);
    else if (token === ")") {
      while (operators.length > 0 && operators.at(-1) !== "(") apply();
      operators.pop();
    } else if (token === "and" || token === "or") {
      while (rank(operators.at(-1)) >= rank(token)) apply();
      operators.push(token);
    } else {
      const isNotIn = tokens[i + 1] === "not";
      const operator = isNotIn ? "not in" : (tokens[i + 1] ?? "");
      values.push(compare(token, operator, tokens[i + (isNotIn ? 3 : 2)] ?? "", environment));
      i += isNotIn ? 4 : 3;
      continue;
    }
    i++;
  }
  while (operators.length > 0) apply();
  return values[0];
}

function tokensOf(marker: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = marker.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const [, text, sign, word] = TOKEN.exec(marker) ?? [];
    const token = text ?? sign ?? word;
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return tokens;
}

function compare(left: string, operator: string, right: string, environment: MarkerEnvironment): Truth {
  const toText = (token: string) => {
    if (/^["']/.test(token)) return token.slice(1, -1);
    const name = OLD_NAMES[token] ?? token;
    return Object.hasOwn(environment, name) ? environment[name] : undefined;
  };
  const [a, b] = [toText(left), toText(right)];
  if (a === undefined || b === undefined) return undefined;
  if (operator === "in") return b.includes(a);
  if (operator === "not in") return !b.includes(a);
  if (VERSIONS.has(left) || VERSIONS.has(right)) return compareVersions(a, operator, b);
  return compareBy(operator, a < b ? -1 : a > b ? 1 : 0);
}

function compareVersions(a: string, operator: string, b: string): Truth {
  const isPrefix = b.endsWith(".*");
  const than = isPrefix ? b.slice(0, -2) : b;
  try {
    if (isPrefix) {
      const isWithin = a === than || a.startsWith(`${than}.`);
      return operator === "==" ? isWithin : operator === "!=" ? !isWithin : undefined;
    }
    const order = pep440.compare(a, than);
    if (operator === "~=") return order >= 0 && a.startsWith(than.slice(0, than.lastIndexOf(".") + 1));
    return compareBy(operator, order);
  } catch {
    return undefined;
  }
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  "==": (order) => order === 0,
  "===": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

const compareBy = (operator: string, order: number): Truth =>
  Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator]?.(order) : undefined;
