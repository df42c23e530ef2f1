/**
 * The data of a `.pnp.cjs`, which is a program with JSON in it: a text in quotes since yarn 3, an object in yarn 2;
 * `undefined` where there is none, such as in yarn 1's.
 *
 * Source: https://yarnpkg.com/advanced/pnp-spec
 */
export function parsePnpProgram(text: string): unknown {
  for (const sign of ["RAW_RUNTIME_STATE", "hydrateRuntimeState(JSON.parse("]) {
    const quoted = text.indexOf(sign);
    if (quoted < 0) continue;
    const start = text.indexOf("'", quoted);
    return start < 0 ? undefined : parsed(unquoteScript(text, start + 1));
  }
  const start = text.indexOf("hydrateRuntimeState({");
  const end = text.indexOf("}, {basePath", start);
  return start < 0 || end < 0 ? undefined : parsed(text.slice(start + "hydrateRuntimeState(".length, end + 1));
}

/** A text in single quotes up to its end: what stands behind a backslash is meant, but for a line's end. */
function unquoteScript(text: string, start: number): string {
  const parts: string[] = [];
  let from = start;
  for (let at = start; at < text.length && text[at] !== "'"; at++) {
    if (text[at] !== "\\") continue;
    parts.push(text.slice(from, at));
    at++;
    from = text[at] === "\n" ? at + 1 : at;
  }
  const end = text.indexOf("'", from);
  parts.push(text.slice(from, end < 0 ? text.length : end));
  return parts.join("");
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
