import { expect, test } from "vitest";
import type { TarHeader } from "../formats/tar-header.ts";
import type { Problem } from "../model/errors.ts";
import { HardLinks } from "./hard-links.ts";

/** `a=4` a file of four bytes · `b>a` a hard link · `B>a` one that is wanted. */
function secondPass(entries: readonly string[], maxBytes: number) {
  const links = new HardLinks<string>();
  const headers = entries.map((text): TarHeader => {
    const [, path = "", sign, rest = ""] = /^(\w+)([=>])(\w+)$/.exec(text) ?? [];
    const isLink = sign === ">";
    const sizeBytes = isLink ? 0 : Number(rest);
    const type = isLink ? "hardlink" : "file";
    return { path, type, sizeBytes, mode: 0o644, linkTarget: isLink ? rest : "", sparse: false, contentOffset: 0 };
  });
  for (const [entry, { path, type, linkTarget }] of headers.entries()) {
    links.replace(path);
    if (type === "hardlink") links.add(entry, path, linkTarget, /^[A-Z]/.test(path) ? path : undefined);
  }
  const problems: Problem[] = [];
  const read: string[] = [];
  const visitor = links.visitor(
    (want, _path, content) => void read.push(`${want}=${content.length}`),
    maxBytes,
    (problem) => void problems.push(problem),
  );
  for (const header of headers) {
    if (visitor.onEntry(header)) visitor.onContent(header, new Uint8Array(header.sizeBytes));
  }
  return { read, problems: problems.map(({ code, path }) => `${code} ${path}`) };
}

test.each([
  ["a link to a file", ["a=4", "B>a"], ["B=4"], []],
  ["a link to what is too large", ["a=11", "B>a"], [], ["LIMIT_EXCEEDED a"]],
  ["what nobody waits for any more makes room", ["a=8", "B>a", "c=8", "D>c"], ["B=8", "D=8"], []],
  ["what somebody waits for does not", ["a=8", "B>a", "c=8", "D>c", "E>a"], ["B=8", "E=8"], ["LIMIT_EXCEEDED c"]],
  ["a link to a link to what is too large", ["a=11", "b>a", "C>b"], [], ["LIMIT_EXCEEDED a"]],
  ["a target that is replaced makes room", ["a=8", "a=9", "B>a"], ["B=9"], []],
  ["a target that became a link to nothing", ["a=8", "a>none", "B>a"], [], ["LINK_UNRESOLVED B"]],
  ["a link to itself", ["A=3", "A>A"], ["A=3"], []],
  ["a link to a link whose target goes", ["a=3", "b>a", "a=5", "C>b", "D>a"], ["C=3", "D=5"], []],
])("%s", (_title, entries, read, problems) => {
  expect(secondPass(entries, 10)).toEqual({ read, problems });
});
