import { describe, expect, test } from "vitest";
import { readSettings } from "./settings.ts";
import { parseDuration, parseSize } from "./units.ts";

test.each([
  ["500", 500],
  ["500B", 500],
  ["1.5kB", 1500],
  ["2 GB", 2e9],
  ["1GiB", 1024 ** 3],
])("the size %j is %i bytes", (text, bytes) => {
  expect(parseSize(text, "X")).toBe(bytes);
});

test.each(["", "big", "-1GB", "1 EB", "1e9"])("%j is no size", (text) => {
  expect(() => parseSize(text, "X")).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
});

test.each([
  ["90m", 90 * 60e3],
  ["36h", 36 * 3600e3],
  ["5d", 5 * 24 * 3600e3],
  ["1.5w", 1.5 * 7 * 24 * 3600e3],
])("the duration %j is %i ms", (text, ms) => {
  expect(parseDuration(text, "X")).toBe(ms);
});

test.each(["", "5", "5 days", "-5d", "d"])("%j is no duration", (text) => {
  expect(() => parseDuration(text, "X")).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
});

test.each([
  [undefined, {}],
  ["", {}],
  [" 01234567-89ab-cdef-0123-456789abcdef\n", { nvd: "01234567-89ab-cdef-0123-456789abcdef" }],
])("the NVD's key %j", (PLIMSOLL_NVD_KEY, expected) => {
  expect(readSettings({ PLIMSOLL_NVD_KEY }).apiKeys).toEqual(expected);
});

test("a key that is none is told of without being shown", () => {
  expect(() => readSettings({ PLIMSOLL_NVD_KEY: "hush\nhush" })).toThrow(
    expect.objectContaining({ code: "OPTION_INVALID", message: expect.not.stringContaining("hush") }),
  );
});

describe("folders", () => {
  test("follow the XDG specification", () => {
    const { cacheDir, dataDir } = readSettings({ XDG_CACHE_HOME: "/c", XDG_DATA_HOME: "/d" });
    expect([cacheDir, dataDir]).toEqual(["/c/plimsoll", "/d/plimsoll"]);
  });
  test("are in the home folder where XDG's variables are empty or relative", () => {
    const { cacheDir, dataDir } = readSettings({ XDG_CACHE_HOME: "", XDG_DATA_HOME: "relative" });
    expect(cacheDir).toMatch(/\/\.cache\/plimsoll$/);
    expect(dataDir).toMatch(/\/\.local\/share\/plimsoll$/);
  });
  test("are Plimsoll's own where they are named", () => {
    const { cacheDir, dataDir } = readSettings({
      PLIMSOLL_CACHE_DIR: "/x",
      PLIMSOLL_DATA_DIR: "/y",
      XDG_CACHE_HOME: "/c",
    });
    expect([cacheDir, dataDir]).toEqual(["/x", "/y"]);
  });
});
