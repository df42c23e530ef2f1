import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { packOf as handMade } from "../../test/support/git-pack.ts";
import { codeOf } from "../model/errors.ts";
import { namesOf, readGitPack, readLooseObject } from "./git-objects.ts";

const MOST = 1_000_000;

/** A repository that git itself made: a file of many versions, of which packs keep what differs. */
function repository(): { folder: string; git: (...words: string[]) => string } {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-git-"));
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_DATE: "2025-01-01T00:00:00Z",
    GIT_COMMITTER_DATE: "2025-01-01T00:00:00Z",
  };
  const who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
  const git = (...words: string[]) => execFileSync("git", [...who, ...words], { cwd: folder, env, encoding: "utf8" });
  git("init", "-q");
  mkdirSync(join(folder, "config/deep"), { recursive: true });
  const lines = Array.from({ length: 400 }, (_, i) => `line ${i} ${(i * 7919).toString(36)}`);
  for (let i = 0; i < 8; i++) {
    lines[i * 40] = `changed in version ${i}`;
    writeFileSync(join(folder, "config/deep/settings.txt"), lines.join("\n"));
    writeFileSync(join(folder, "README"), `version ${i}\n`);
    git("add", ".");
    git("commit", "-q", "-m", `version ${i}`);
  }
  return { folder, git };
}

const packOf = (folder: string) => {
  const packs = join(folder, ".git/objects/pack");
  return readFileSync(join(packs, readdirSync(packs).find((name) => name.endsWith(".pack")) ?? ""));
};

describe("a repository of git itself", () => {
  const { folder, git } = repository();
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("gives its loose objects", () => {
    const objects = join(folder, ".git/objects");
    const ids = readdirSync(objects)
      .filter((name) => name.length === 2)
      .flatMap((name) => readdirSync(join(objects, name)).map((rest) => name + rest));
    expect(ids.length).toBeGreaterThan(30);
    for (const id of ids) {
      const object = readLooseObject(readFileSync(join(objects, id.slice(0, 2), id.slice(2))), MOST);
      expect([object.id, object.type]).toEqual([id, git("cat-file", "-t", id).trim()]);
      if (object.type === "blob") expect(Buffer.from(object.content).toString()).toBe(git("cat-file", "blob", id));
    }
  });

  test.each([
    ["by place", "true"],
    ["by id", "false"],
  ])(
    "gives its packed objects, with the content and the names that git has, where they rest on others %s",
    (_what, byPlace) => {
      git("-c", `repack.useDeltaBaseOffset=${byPlace}`, "repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50");
      const { objects, troubles } = readGitPack(packOf(folder), MOST);
      expect(troubles).toEqual([]);
      const told = git("cat-file", "--batch-check=%(objectname) %(objecttype)", "--batch-all-objects")
        .trim()
        .split("\n");
      expect(objects.map(({ id, type }) => `${id} ${type}`).sort()).toEqual(told);
      // Some must rest on others, or this shows nothing.
      expect(git("cat-file", "--batch-check=%(deltabase)", "--batch-all-objects")).toMatch(/[1-9a-f]{8}/);
      for (const { id, type, content } of objects) {
        if (type === "blob") expect(Buffer.from(content).toString()).toBe(git("cat-file", "blob", id));
      }
      const nameOf = namesOf(objects);
      const names = objects.filter(({ type }) => type === "blob").map(({ id }) => nameOf(id));
      expect([...new Set(names)].sort()).toEqual(["README", "config/deep/settings.txt"]);
    },
  );

  test("no more than allowed is unpacked, and that is told", () => {
    const { objects, troubles } = readGitPack(packOf(folder), 20_000);
    expect(objects.reduce((sum, { content }) => sum + content.length, 0)).toBeLessThanOrEqual(20_000);
    expect(troubles).toMatchObject([{ code: "LIMIT_EXCEEDED" }]);
  });

  test("whatever is damaged, it ends in objects and troubles", () => {
    const pack = packOf(folder);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(pack.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (changes) => {
          const bytes = Buffer.from(pack);
          for (const [at, value] of changes) bytes[at] = value;
          try {
            const { objects } = readGitPack(bytes, MOST);
            namesOf(objects)(objects[0]?.id ?? "");
          } catch (error) {
            expect(codeOf(error)).not.toBe("INTERNAL");
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

const none = Buffer.alloc(0);
const blob = Buffer.from("0123456789");
const idOf = (content: string) => createHash("sha1").update(`blob ${content.length}\0${content}`).digest();
/** Ten bytes become five: the first three, then two that it brings. */
const delta = Buffer.from([10, 5, 0x90, 3, 2, 0x61, 0x62]);
const contents = (bytes: Uint8Array) => {
  const { objects, troubles } = readGitPack(bytes, MOST);
  return [objects.map(({ content }) => Buffer.from(content).toString()), troubles.map(({ message }) => message)];
};

test("an object may stand in front of the one that it rests on", () => {
  const pack = handMade([
    [7, idOf("012ab"), Buffer.from([5, 6, 0x90, 5, 1, 0x63])],
    [7, idOf("0123456789"), delta],
    [3, none, blob],
  ]);
  expect(contents(pack)).toEqual([["0123456789", "012ab", "012abc"], []]);
});

test.each<[string, Buffer, string[], string]>([
  ["rests on one that is not there", handMade([[7, idOf("x"), delta]]), [], "1 objects rest on others"],
  ["rests on itself", handMade([[6, Buffer.from([0]), delta]]), [], "1 objects rest on others"],
  [
    "rests on what is in front of the file",
    handMade([[6, Buffer.from([0x7f]), delta]]),
    [],
    "1 objects rest on others",
  ],
  [
    "does not fit what it rests on",
    handMade([
      [3, none, blob],
      [7, idOf("0123456789"), Buffer.from([9, 5, 0x90, 3, 2, 0x61, 0x62])],
    ]),
    ["0123456789"],
    "does not fit",
  ],
  [
    "takes more than there is",
    handMade([
      [3, none, blob],
      [7, idOf("0123456789"), Buffer.from([10, 5, 0x90, 11])],
    ]),
    ["0123456789"],
    "does not fit",
  ],
  [
    "says that it is huge",
    handMade([
      [3, none, blob],
      [7, idOf("0123456789"), Buffer.from([10, 0xff, 0xff, 0xff, 0xff, 0x7f])],
    ]),
    ["0123456789"],
    "unpacks to more than",
  ],
  ["is of no kind", handMade([[5, none, blob]]), [], "unknown kind"],
  ["is cut", handMade([[3, none, blob]]).subarray(0, 18), [], "cannot be unpacked"],
  ["is not packed", Buffer.concat([handMade([], 1), Buffer.from([0x31, 1, 2, 3])]), [], "not packed as objects are"],
])("an object that %s is told of", (_what, pack, expected, message) => {
  const [found, troubles] = contents(pack);
  expect(found).toEqual(expected);
  expect(troubles?.join()).toContain(message);
});

test("a number of objects that is not true costs nothing", () => {
  expect(contents(handMade([[3, none, blob]], 0xffffffff))).toEqual([["0123456789"], []]);
});

test.each([
  ["nothing", none],
  ["text", Buffer.from("PACKAGE=1 and what follows")],
])("%s is neither pack nor object", (_what, bytes) => {
  expect(() => readGitPack(bytes, MOST)).toThrow("is no pack of git");
  expect(() => readLooseObject(bytes, MOST)).toThrow("not packed");
});

test("a file that unpacks to anything else is no object", () => {
  expect(() => readLooseObject(deflateSync("blob"), MOST)).toThrow("is no object of git");
  expect(() => readLooseObject(deflateSync(Buffer.alloc(MOST + 1)), MOST)).toThrow("more than");
});
