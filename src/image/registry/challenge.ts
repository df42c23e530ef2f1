/** One way in that a server offers in `WWW-Authenticate`. */
export interface Challenge {
  /** In lower case: `bearer`, `basic` */
  readonly scheme: string;
  /** By name in lower case: `realm`, `service`, `scope`. */
  readonly parameters: ReadonlyMap<string, string>;
}

const BETWEEN = /[\s,]*/y;
const NAME = /[!#$%&'*+\-.^_`|~\w]+/y;
/** `Negotiate YII==`: one text in place of parameters. */
const TOKEN68 = /[ \t]+[\w\-.~+/]+=*(?=[ \t]*(?:,|$))/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
// Some registries leave the quotes out, also around what is no token: a realm's address.
const UNQUOTED = /[^\s,"]+/y;

/**
 * The challenges of an answer, in its order. What cannot be read is left out: nothing depends on it.
 *
 * @param headers One or several `WWW-Authenticate` headers, each with one or several challenges.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc9110#name-www-authenticate
 */
export function parseChallenges(headers: readonly string[]): Challenge[] {
  return headers.flatMap(parseHeader);
}

function parseHeader(header: string): Challenge[] {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    if (!match) return undefined;
    at = pattern.lastIndex;
    return match;
  };
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  for (;;) {
    take(BETWEEN);
    const [name] = take(NAME) ?? [];
    if (name === undefined) return challenges;
    const current = challenges.at(-1);
    if (!current || !take(EQUALS)) {
      // A comma parts both parameters and challenges: without an equals sign it is a new challenge.
      challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
      take(TOKEN68);
      continue;
    }
    const quoted = take(QUOTED)?.[1]?.replace(/\\(.)/gs, "$1");
    const value = quoted ?? take(UNQUOTED)?.[0] ?? "";
    const key = name.toLowerCase();
    if (!current.parameters.has(key)) current.parameters.set(key, value);
  }
}
