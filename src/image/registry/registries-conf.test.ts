import { describe, expect, test } from "vitest";
import { machine } from "./fixtures/machine.ts";
import { findRule, parseRegistriesConf, type RegistryRule, readRegistriesConf, relocate } from "./registries-conf.ts";

/** The example of containers-registries.conf(5), and a wildcard. */
const EXAMPLE = `
unqualified-search-registries = ["example.com"]

[[registry]]
prefix = "example.com/foo"
insecure = false
blocked = false
location = "internal-registry-for-example.com/bar"

[[registry.mirror]]
location = "example-mirror-0.local/mirror-for-foo"

[[registry.mirror]]
location = "example-mirror-1.local/mirrors/foo/"
insecure = true
pull-from-mirror = "digest-only"

[[registry]]
location = "registry.com"

[[registry]]
prefix = "*.example.com"
blocked = true

[aliases]
"debian" = "registry.com/debian"
`;

test("the example of the manual", () => {
  expect(parseRegistriesConf(EXAMPLE, "registries.conf")).toEqual([
    {
      prefix: "example.com/foo",
      location: "internal-registry-for-example.com/bar",
      insecure: false,
      blocked: false,
      mirrors: [
        { location: "example-mirror-0.local/mirror-for-foo", insecure: false, pulls: "all" },
        { location: "example-mirror-1.local/mirrors/foo", insecure: true, pulls: "digest-only" },
      ],
      file: "registries.conf",
    },
    expect.objectContaining({ prefix: "registry.com", location: "registry.com" }),
    expect.objectContaining({ prefix: "*.example.com", location: "", blocked: true }),
  ]);
});

test("mirrors for digests only, all at once", () => {
  const [rule] = parseRegistriesConf(
    `[[registry]]
location = "a.b"
mirror-by-digest-only = true
[[registry.mirror]]
location = "c.d"
[[registry.mirror]]
location = "e.f"
pull-from-mirror = "tag-only"`,
    "registries.conf",
  );
  expect(rule?.mirrors.map(({ pulls }) => pulls)).toEqual(["digest-only", "tag-only"]);
});

test("the lists of version 1", () => {
  const text = `
[registries.search]
registries = ['registry1.com']
[registries.insecure]
registries = ['registry3.com', 'registry.unsafe.com']
[registries.block]
registries = ['registry.unsafe.com']`;
  expect(parseRegistriesConf(text, "registries.conf")).toMatchObject([
    { prefix: "registry.unsafe.com", blocked: true },
    { prefix: "registry3.com", location: "registry3.com", insecure: true, blocked: false },
  ]);
});

test.each([
  ["no TOML", '[[registry]]\nlocation = "s3cret', "line 2, column 12: unfinished string"],
  ["a number", "[[registry]]\nlocation = 5", /registry\.0\.location: .*expected string/],
  ["a scheme", '[[registry]]\nlocation = "https://a.b"', /registry\.0\.location: begins with http/],
  ["no location", '[[registry]]\nprefix = "a.b"', "registry.0: has no location"],
  ["nothing at all", "[[registry]]\nblocked = true", "registry.0: has no location"],
  ["a mirror of nowhere", '[[registry]]\nlocation = "a.b"\n[[registry.mirror]]\ninsecure = true', /mirror: has no loc/],
  [
    "a location without a host",
    '[[registry]]\nprefix = "a.b"\nlocation = "team/app"',
    /'team\/app' does not begin with/,
  ],
  [
    "a mirror for what is not known",
    '[[registry]]\nlocation = "a.b"\n[[registry.mirror]]\nlocation = "c.d"\npull-from-mirror = "some"',
    /registry\.0\.mirror\.0\.pull-from-mirror: /,
  ],
])("%s is malformed, with the place", (_title, text, message) => {
  expect(() => parseRegistriesConf(text, "/etc/registries.conf")).toThrow(
    expect.objectContaining({
      code: "CONFIG_MALFORMED",
      message: expect.stringMatching(typeof message === "string" ? `^/etc/registries.conf: ${message}$` : message),
    }),
  );
  expect(() => parseRegistriesConf(text, "f")).not.toThrow(/s3cret/);
});

describe("the rule for", () => {
  const rules = [
    "example.com",
    "example.com/foo",
    "*.example.com",
    "*.so.example.com",
    "example.com/foo/app:1",
    "local",
  ].map((prefix): RegistryRule => ({ prefix, location: "", insecure: false, blocked: false, mirrors: [], file: "f" }));
  test.each([
    ["example.com/bar", "example.com"],
    ["example.com/foo/app:2", "example.com/foo"],
    ["example.com/foo/app:1", "example.com/foo/app:1"],
    ["example.com/foobar", "example.com"],
    ["a.example.com/foo", "*.example.com"],
    ["a.b.example.com:5000/foo", "*.example.com"],
    ["a.so.example.com/foo", "*.so.example.com"],
    ["local:5000/foo", "local"],
    ["notexample.com/foo", undefined],
    ["example.com.evil.org/foo", undefined],
    ["evil.org/a.example.com/foo", undefined],
  ])("%s is that of %s", (name, prefix) => {
    expect(findRule(rules, name)?.prefix).toBe(prefix);
  });
});

test.each([
  ["example.com/foo", "example.com/foo/app:1", "internal.net/bar", "internal.net/bar/app:1"],
  ["example.com", "example.com/foo/app", "internal.net", "internal.net/foo/app"],
  ["local", "local:5000/app", "internal.net", "internal.net:5000/app"],
  ["*.example.com", "a.example.com/app", "internal.net/all", "internal.net/all/app"],
  ["*.example.com", "a.example.com/app", "", "a.example.com/app"],
])("%s moves %s to %s: %s", (prefix, name, location, expected) => {
  const rule = { prefix, location, insecure: false, blocked: false, mirrors: [], file: "f" };
  expect(relocate(name, rule, location)).toBe(expected);
});

describe("files", () => {
  const at = (location: string) => `[[registry]]\nprefix = "a.b"\nlocation = "${location}"\n`;
  const read = async (files: Record<string, string>, environment = {}) => {
    const rules = await readRegistriesConf(machine(files, environment));
    return Object.fromEntries(rules.map(({ prefix, location }) => [prefix, location]));
  };

  test("there are none: no rules", async () => {
    expect(await read({})).toEqual({});
  });

  test("the system's is read, and the drop-ins of both over it, in the order of the alphabet", async () => {
    const files = {
      "etc/containers/registries.conf": `${at("main.b")}[[registry]]\nlocation = "kept.b"\n`,
      "etc/containers/registries.conf.d/20.conf": at("twenty.b"),
      "etc/containers/registries.conf.d/10.conf": at("ten.b"),
      "etc/containers/registries.conf.d/30.conf.bak": "not read",
      "etc/containers/registries.conf.d/40.conf/x": "a folder",
    };
    expect(await read(files)).toEqual({ "a.b": "twenty.b", "kept.b": "kept.b" });
    expect(await read({ ...files, "home/.config/containers/registries.conf.d/00.conf": at("user.b") })).toEqual({
      "a.b": "user.b",
      "kept.b": "kept.b",
    });
  });

  test("the user's takes the place of all of the system's", async () => {
    const files = {
      "etc/containers/registries.conf": at("main.b"),
      "etc/containers/registries.conf.d/20.conf": at("twenty.b"),
      "home/.config/containers/registries.conf": at("user.b"),
    };
    expect(await read(files)).toEqual({ "a.b": "user.b" });
    expect(
      await read({ ...files, "xdg/containers/registries.conf": at("xdg.b") }, { XDG_CONFIG_HOME: "@/xdg" }),
    ).toEqual({
      "a.b": "xdg.b",
    });
  });

  test("one is named by the environment", async () => {
    const files = { "home/.config/containers/registries.conf": at("user.b"), "named.conf": at("named.b") };
    expect(await read(files, { CONTAINERS_REGISTRIES_CONF: "@/named.conf" })).toEqual({ "a.b": "named.b" });
    await expect(read(files, { CONTAINERS_REGISTRIES_CONF: "@/nowhere.conf" })).rejects.toMatchObject({
      code: "OPTION_INVALID",
      message: expect.stringContaining("CONTAINERS_REGISTRIES_CONF"),
    });
  });

  test("of two tables with one prefix in one file the first counts", async () => {
    expect(await read({ "etc/containers/registries.conf": at("first.b") + at("second.b") })).toEqual({
      "a.b": "first.b",
    });
  });

  test("a drop-in that is malformed is named", async () => {
    await expect(read({ "etc/containers/registries.conf.d/20.conf": "=" })).rejects.toMatchObject({
      code: "CONFIG_MALFORMED",
      message: expect.stringMatching(/\/20\.conf: line 1, /),
    });
  });
});
