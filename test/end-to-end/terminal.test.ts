import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeMirror } from "../../samples/make-mirror.ts";
import { buildImage } from "../../src/image/build/build-image.ts";
import { writeOciLayout } from "../../src/image/build/write-image.ts";
import { columnsOf } from "../../src/report/columns.ts";
import { type Drawn, linesLeft, onTerminal, progressIn } from "./on-terminal.ts";
import { newPlace, plimsoll } from "./plimsoll.ts";
import { inArchive, inLayout } from "./world.ts";

const place = newPlace();
afterAll(() => place[Symbol.dispose]());

beforeAll(async () => {
  const mirror = join(place.folder, "mirror");
  makeMirror(join(import.meta.dirname, "../../samples/advisories"), mirror);
  const { code, stderr } = await plimsoll(place, ["db", "build", "--mirror", mirror]);
  expect(code, stderr).toBe(0);
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about.
const CODES = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

/** One word, with at most a label before it: a digest, an address or a path, whole, to be copied. */
const WHOLE = /^(\s*|.*[:│] )\S+$/;

/** A command to copy. */
const HINT = /^ {4}View vulnerabilities . plimsoll cves \S+$/;

describe("a report", () => {
  /** An image with names, a history and a distribution that no terminal has room for, some in wide letters. */
  const wide = () => {
    const folder = join(place.folder, "wide");
    const name = "パッケージ".repeat(20);
    const file = (name: string, version: string) => ({
      path: `app/node_modules/${name}/package.json`,
      content: JSON.stringify({ name, version }),
    });
    const layer = {
      entries: [
        {
          path: "etc/os-release",
          content: `ID=debian\nVERSION_ID=12\nPRETTY_NAME="${"Debian and its many friends ".repeat(8)}"\n`,
        },
        file("minimist", "1.2.5"),
        file(name, "1.0.0"),
        file(
          "a-name-of-ascii-that-goes-on-for-longer-than-any-terminal-is-wide-and-then-some-more-of-it-to-be-sure",
          "2.0.0",
        ),
      ],
      createdBy: `RUN ${"容器を作る && ".repeat(30)}true`,
    };
    const config = { Env: ["PATH=/bin", `WORDS=${"many words ".repeat(40)}`], Labels: { about: "容器 ".repeat(100) } };
    writeOciLayout(folder, [{ image: buildImage({ layers: [layer], author: "A. U. Thor ".repeat(30), config }) }]);
    return `oci-dir://${folder}`;
  };
  const images = { polyglot: () => inLayout("polyglot"), "wide letters": wide };
  const verbs = [
    "quickview",
    "cves",
    "cves --locations",
    "cves --format only-packages",
    "inspect",
    "sbom --format list",
  ];

  /** A row of nothing but a name that was cut to its least, a version, and severities or a type: none of them may go. */
  const LEAST = /^\S{1,8} {2}\S+ {2,3}(?:\d+C|[a-z]+$)/;

  const rows = Object.entries(images).flatMap(([title, image]) =>
    verbs.flatMap((verb) => [40, 80, 200].map((columns) => ({ title, image, verb, columns }))),
  );
  test.each(rows)("of $title by $verb fits $columns columns", async ({ image, verb, columns }) => {
    const drawn = await onTerminal(place, [...verb.split(" "), image()], { columns });
    expect(drawn.code, drawn.text).toBe(0);
    expect(drawn.text).toContain("\u001b[1m");
    const over = linesLeft(drawn).filter((line) => columnsOf(line) > columns);
    const excused = [WHOLE, HINT, ...(columns === 40 ? [LEAST] : [])];
    expect(over.filter((line) => !excused.some((form) => form.test(line)))).toEqual([]);
  });

  test("is not cut in a pipe", async () => {
    const { stdout } = await plimsoll(place, ["inspect", wide()]);
    expect(stdout).toContain(`RUN ${"容器を作る && ".repeat(30)}true`);
    expect(stdout).toContain("many words ".repeat(40).trim());
  });

  test.each([
    ["NO_COLOR=1", { NO_COLOR: "1" }],
    ["TERM=dumb", { TERM: "dumb" }],
  ])("has no codes with %s", async (_title, env) => {
    const { text } = await onTerminal(place, ["cves", inLayout("base-11")], { columns: 80, env });
    expect(text).not.toMatch(CODES);
    expect(text).toContain("✓ Image read");
  });

  test.each(["quickview", "cves", "inspect"])("is plain ASCII where the locale is C: %s", async (verb) => {
    const drawn = await onTerminal(place, [verb, wide()], { columns: 60, env: { LC_ALL: "C", LANG: "" } });
    expect(drawn.text).not.toMatch(/\P{ASCII}/u);
    const lines = linesLeft(drawn);
    expect(lines.some((line) => line.startsWith("  + Image read"))).toBe(true);
    expect(lines.some((line) => /^ {2}(Target|Image) +\|/.test(line))).toBe(true);
    expect(lines.filter((line) => line.length > 60 && !WHOLE.test(line) && !HINT.test(line))).toEqual([]);
  });
});

describe("progress", () => {
  const archive = () => inArchive("base-11", "docker-archive").slice("archive://".length);
  /** Feeds an archive in three pieces, with time enough between them to be drawn. */
  const FEED = `f=$1; feed() { head -c 20M "$f"; sleep 0.8; tail -c +20971521 "$f" | head -c 20M; sleep 0.8; tail -c +41943041 "$f"; };`;
  const fed = (then: string) => `${FEED} feed | ${then}`;
  const run = (options: Parameters<typeof onTerminal>[2] & { rest?: string }): Promise<Drawn> =>
    onTerminal(place, [archive()], { script: fed(options.rest ?? '"$0" sbom --format list -'), ...options });

  test("tells how much came of a stream, in one line that goes in the end", async () => {
    const drawn = await run({ columns: 80 });
    expect(drawn.code, drawn.text).toBe(0);
    expect(progressIn(drawn).join("\n")).toMatch(/^\.\.\. standard input: \d+ MB$/m);
    expect(linesLeft(drawn).join("\n")).not.toContain("...");
  });

  test("tells of layers, bytes of all bytes, and the rate", async () => {
    using cold = newPlace();
    // Held for a moment in the middle: nothing is drawn of what is done sooner.
    const script = '"$0" sbom --format list "$1" & sleep 0.3; kill -STOP $!; sleep 0.6; kill -CONT $!; wait $!';
    const drawn = await onTerminal(cold, [inLayout("polyglot")], { columns: 100, script });
    expect(drawn.code, drawn.text).toBe(0);
    const lines = progressIn(drawn);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line).toMatch(/^\.\.\. reading layers: \d of 8, \d[\d.]* [kM]?B of \d[\d.]* [kM]?B, \d[\d.]* [kM]?B\/s$/);
    }
    expect(linesLeft(drawn).join("\n")).not.toContain("...");
  });

  test("never fills the line, also where the terminal becomes narrower", async () => {
    const drawn = await run({ columns: 22, when: [{ seen: "... s", columns: 12 }] });
    const lines = progressIn(drawn);
    expect(lines.every((line) => columnsOf(line) < 22)).toBe(true);
    expect(lines[0]).toMatch(/…$/);
    expect(columnsOf(lines.at(-1) ?? "")).toBeLessThan(12);
  });

  test("is plain ASCII where the locale is C", async () => {
    const drawn = await run({ columns: 16, env: { LC_ALL: "C", LANG: "" } });
    expect(progressIn(drawn)[0]).toMatch(/^\.\.\. standard i~$/);
    expect(drawn.text).not.toMatch(/\P{ASCII}/u);
  });

  test.each([
    ["--quiet", {}, '"$0" --quiet sbom --format list -'],
    ["TERM=dumb", { TERM: "dumb" }, undefined],
    ["CI=true", { CI: "true" }, undefined],
  ])("is not drawn with %s", async (_title, env, rest) => {
    const drawn = await run({ columns: 80, env, ...(rest && { rest }) });
    expect(drawn.code, drawn.text).toBe(0);
    expect(drawn.text).not.toMatch(/\.\.\.|\r(?!\n)/);
  });

  test("goes when an error is told", async () => {
    const drawn = await run({ columns: 80, rest: 'head -c 30M | "$0" sbom -' });
    expect(drawn.code).toBe(1);
    expect(progressIn(drawn).length).toBeGreaterThan(0);
    const lines = linesLeft(drawn);
    expect(lines[0]).toMatch(/^ERROR /);
    expect(lines.join("\n")).not.toContain("...");
  });

  test("goes on Ctrl-C", async () => {
    // What feeds it is another program, and not stopped.
    const script = `trap '' INT; ${FEED} feed | (trap - INT; exec "$0" sbom -)`;
    const when = [{ seen: "... standard input", send: "\u0003" }];
    const drawn = await onTerminal(place, [archive()], { columns: 80, script, when });
    expect(drawn.code).toBe(130);
    const lines = linesLeft(drawn).join("\n");
    expect(lines).toContain("ERROR INTERRUPTED");
    expect(lines).not.toContain("standard input");
  });
});
