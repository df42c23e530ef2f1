/** Longer manifests sign thousands of classes in sections that nobody asks for. */
const MOST_CHARACTERS = 1024 * 1024;

/**
 * What a jar's manifest says, by names in lower case. The main section counts; of the sections for single packages
 * only what the main one leaves out, as old jars write `Implementation-Version` there.
 *
 * Source: https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html#jar-manifest
 */
export function parseJarManifest(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  let section = 0;
  for (const line of unfolded(text.slice(0, MOST_CHARACTERS))) {
    if (line === "") {
      section++;
      continue;
    }
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const isLeftOut = !attributes.has(name) && /^(?:implementation|specification)-/.test(name);
    if (value !== "" && (section === 0 || isLeftOut)) attributes.set(name, value);
  }
  return attributes;
}

/** Lines of more than 72 bytes go on in the next one, behind a blank. */
function unfolded(text: string): string[] {
  const lines: string[][] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.startsWith(" ")) lines.at(-1)?.push(line.slice(1));
    else lines.push([line]);
  }
  return lines.map((parts) => parts.join(""));
}
