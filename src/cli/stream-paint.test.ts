import { describe, expect, test } from "vitest";
import { canRedraw, paintOf } from "./stream-paint.ts";

const terminal = { isTTY: true, columns: 80 };
const pipe = { isTTY: false };
const usual = { TERM: "xterm-256color", LANG: "en_GB.UTF-8" };

const isColoured = (stream: typeof pipe, environment: NodeJS.ProcessEnv, platform?: string) =>
  paintOf(stream, environment, platform)("red", "x") !== "x";

describe("colours", () => {
  test.each([
    [true, "a terminal", terminal, usual],
    [false, "a pipe", pipe, usual],
    [false, "NO_COLOR", terminal, { ...usual, NO_COLOR: "1" }],
    [true, "an empty NO_COLOR, which is none", terminal, { ...usual, NO_COLOR: "" }],
    [true, "FORCE_COLOR in a pipe", pipe, { FORCE_COLOR: "1" }],
    [false, "FORCE_COLOR=0", terminal, { ...usual, FORCE_COLOR: "0" }],
    [false, "both: who wants none has a reason", terminal, { ...usual, NO_COLOR: "1", FORCE_COLOR: "1" }],
    [false, "a dumb terminal", terminal, { ...usual, TERM: "dumb" }],
    [true, "a dumb terminal that is forced", terminal, { ...usual, TERM: "dumb", FORCE_COLOR: "1" }],
    [false, "a terminal without a name", terminal, { LANG: "C.UTF-8" }],
    [true, "a build machine's terminal", terminal, { ...usual, CI: "true" }],
  ])("%s: %s", (expected, _title, stream, environment) => {
    expect(isColoured(stream, environment, "linux")).toBe(expected);
  });

  test("on Windows, where terminals have no name", () => {
    expect(isColoured(terminal, {}, "win32")).toBe(true);
  });
});

test.each([
  ["a terminal", terminal, 80],
  ["one without a size", { isTTY: true, columns: 0 }, undefined],
  ["a pipe, whatever the terminal around it", { isTTY: false, columns: 80 }, undefined],
])("the width of %s", (_title, stream, expected) => {
  expect(paintOf(stream, usual).columns).toBe(expected);
});

describe("characters beyond ASCII", () => {
  test.each([
    [true, "UTF-8", "linux", { LANG: "en_GB.UTF-8" }],
    [true, "spelled otherwise", "linux", { LANG: "C.utf8" }],
    [true, "of the Mac", "darwin", { LC_CTYPE: "UTF-8" }],
    [false, "none: C", "linux", {}],
    [false, "LC_ALL goes first", "linux", { LC_ALL: "C", LANG: "en_GB.UTF-8" }],
    [true, "an empty LC_ALL does not count", "linux", { LC_ALL: "", LANG: "en_GB.UTF-8" }],
    [false, "Latin-1", "linux", { LANG: "de_DE.ISO-8859-1" }],
    [false, "the console of Linux", "linux", { LANG: "en_GB.UTF-8", TERM: "linux" }],
    [true, "Windows Terminal", "win32", { WT_SESSION: "1" }],
    [true, "the terminal of an editor", "win32", { TERM_PROGRAM: "vscode" }],
    [false, "the old console of Windows", "win32", {}],
  ])("%s: %s", (expected, _title, platform, environment) => {
    expect(paintOf(terminal, environment, platform).asciiOnly).toBe(!expected);
  });

  test("a pipe carries them: what reads it is another matter", () => {
    expect(paintOf(pipe, { LC_ALL: "C" }).asciiOnly).toBe(false);
  });
});

test.each([
  [true, "a terminal", terminal, usual],
  [false, "a pipe", pipe, usual],
  [false, "a dumb terminal", terminal, { ...usual, TERM: "dumb" }],
  [false, "CI", terminal, { ...usual, CI: "true" }],
  [true, "CI=false", terminal, { ...usual, CI: "false" }],
])("a line may be drawn over: %s, on %s", (expected, _title, stream, environment) => {
  expect(canRedraw(stream, environment, "linux")).toBe(expected);
});
