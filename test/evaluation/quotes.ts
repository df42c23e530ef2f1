import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createGunzip } from "node:zlib";
import { readTarEntries } from "../../src/advisories/tar-entries.ts";
import { readZipEntries } from "../../src/advisories/zip-entries.ts";
import type { OwnRow } from "./own-labels.ts";

/**
 * Which labels quote what their tracker's file does not say, a line each. Space does not count: JSON and XML are written
 * in several ways.
 *
 * @param mirror  Folder of the sources' files, laid out as upstream hosts have them.
 */
export async function misquotes(rows: readonly OwnRow[], mirror: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const [archive, inArchive] of Map.groupBy(rows, ({ file }) => file.split("!", 1)[0] ?? "")) {
    const members = Map.groupBy(inArchive, ({ file }) => file.slice(archive.length + 1));
    const found = new Set<string>();
    for await (const [member, content] of contentsOf(join(mirror, archive), new Set(members.keys()))) {
      found.add(member);
      const bare = withoutSpace(content);
      for (const row of members.get(member) ?? []) {
        const missing = missingLine(row.line, bare);
        if (missing !== undefined) wrong.push(`${row.file}: ${row.package} ${row.flaw}: does not say: ${missing}`);
      }
    }
    for (const member of members.keys()) if (!found.has(member)) wrong.push(`${archive}: has no ${member}`);
  }
  return wrong;
}

const withoutSpace = (content: string) => content.replace(/\s+/g, "");

/** The first line of a quote that does not follow the one before it. */
function missingLine(quote: string, bare: string): string | undefined {
  let at = 0;
  for (const line of quote.split("\n")) {
    const wanted = withoutSpace(line);
    const found = bare.indexOf(wanted, at);
    if (found < 0) return line;
    at = found + wanted.length;
  }
  return undefined;
}

async function* contentsOf(path: string, members: ReadonlySet<string>): AsyncGenerator<readonly [string, string]> {
  if (/\.tar\.(?:gz|zst)$/.test(path)) {
    // What packs a repository puts a folder of its own in front.
    const memberOf = (name: string) => [...suffixesOf(name)].find((suffix) => members.has(suffix));
    const wanted = (name: string) => memberOf(name) !== undefined;
    for await (const { name, bytes } of readTarEntries(path, path, wanted, () => {})) {
      yield [memberOf(name) ?? "", new TextDecoder().decode(bytes)];
    }
  } else if (path.endsWith(".zip")) {
    for await (const { name, bytes } of readZipEntries(path, path, () => {})) {
      if (members.has(name)) yield [name, new TextDecoder().decode(bytes)];
    }
  } else if (path.endsWith(".gz")) {
    yield ["", await text(createReadStream(path).pipe(createGunzip()))];
  } else {
    yield ["", await readFile(path, "utf8")];
  }
}

function* suffixesOf(name: string): Generator<string> {
  yield name;
  for (let at = name.indexOf("/"); at >= 0; at = name.indexOf("/", at + 1)) yield name.slice(at + 1);
}
