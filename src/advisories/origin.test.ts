import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { FeedFile } from "./feed.ts";
import { Scratch } from "./fixtures/scratch.ts";
import { fingerprintOf, mirrorOf, pathInMirror, UPSTREAM, urlInMirror, withoutCredentials } from "./origin.ts";

const file = (mirrorPath: string): FeedFile => ({ url: "https://example.org/x", mirrorPath, maxBytes: 1 });

test("a mirror is a folder or a web address", () => {
  using scratch = new Scratch();
  expect(mirrorOf(scratch.path)).toEqual({ kind: "folder", path: scratch.path });
  expect(mirrorOf(pathToFileURL(scratch.path).href)).toEqual({ kind: "folder", path: scratch.path });
  expect(mirrorOf("https://mirror.example/feeds")).toMatchObject({ kind: "server" });
  expect(mirrorOf("http://mirror.example/feeds")).toMatchObject({ kind: "server" });
});

test.each(["ftp://mirror.example/", "/nowhere/at/all", "ssh:secret@host"])("%s is no mirror", (text) => {
  expect(() => mirrorOf(text)).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
});

test.each(["../secret", "a/../../b", "/etc/passwd", "a//b", "a\\..\\b", "", "."])(
  "%s does not lie below a mirror",
  (path) => {
    expect(() => pathInMirror("/mirror", file(path))).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
  },
);

test.each([
  { mirror: "https://m.example", url: "https://m.example/osv/npm/all.zip" },
  { mirror: "https://m.example/feeds", url: "https://m.example/feeds/osv/npm/all.zip" },
  { mirror: "https://m.example/feeds/?token=1#x", url: "https://m.example/feeds/osv/npm/all.zip" },
])("$mirror serves $url", ({ mirror, url }) => {
  expect(urlInMirror(new URL(mirror), file("osv/npm/all.zip")).href).toBe(url);
});

test("an address is shown without what could be a secret", () => {
  expect(withoutCredentials(new URL("https://user:secret@m.example:8443/a?token=secret#secret"))).toBe(
    "https://m.example:8443/a",
  );
});

test("origins are told apart, but not by their credentials", () => {
  const server = (url: string) => fingerprintOf({ kind: "server", url: new URL(url) });
  const all = [
    fingerprintOf(UPSTREAM),
    fingerprintOf({ kind: "folder", path: "/a" }),
    server("https://a/"),
    server("https://b/"),
  ];
  expect(new Set(all).size).toBe(4);
  expect(server("https://user:secret@a/")).toBe(server("https://a/"));
});
