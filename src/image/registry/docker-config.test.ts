import { describe, expect, test } from "vitest";
import { helperOf, parseDockerConfig, storedCredential } from "./docker-config.ts";
import { pair } from "./fixtures/machine.ts";

const ZEROS = "00000000-0000-0000-0000-000000000000";

function stored(auths: Record<string, unknown>, host = "ghcr.io", repository = "team/app") {
  return storedCredential(
    parseDockerConfig(JSON.stringify({ auths }), "config.json"),
    { host, repository },
    "config.json",
  );
}

describe("an entry holds", () => {
  test.each([
    ["user and password in base64", { auth: pair("ann", "pw") }, { kind: "basic", user: "ann", password: "pw" }],
    ["a password with colons", { auth: pair("ann", "a:b:c") }, { kind: "basic", password: "a:b:c" }],
    ["a password padded with NUL", { auth: pair("ann", "\0pw\0\0") }, { kind: "basic", password: "pw" }],
    ["letters beyond ASCII", { auth: pair("änn", "pẁ") }, { kind: "basic", user: "änn", password: "pẁ" }],
    ["base64 without padding", { auth: pair("ann", "pw").replace(/=+$/, "") }, { kind: "basic", user: "ann" }],
    ["user and password in plain", { username: "ann", password: "pw" }, { kind: "basic", user: "ann" }],
    ["both, of which base64 counts", { auth: pair("ann", "pw"), username: "bob", password: "x" }, { user: "ann" }],
    ["an identity token", { auth: pair(ZEROS, ""), identitytoken: "t" }, { kind: "identity", token: "t" }],
    ["ACR's user of zeros with a password", { auth: pair(ZEROS, "t") }, { kind: "basic", user: ZEROS, password: "t" }],
    ["a bearer token", { registrytoken: "t" }, { kind: "bearer", token: "t" }],
  ])("%s", (_title, entry, expected) => {
    expect(stored({ "ghcr.io": entry }).credential).toMatchObject({ ...expected, origin: "config.json" });
  });

  test.each([
    ["nothing: the mark of a helper", {}],
    ["nothing but an email address", { email: "ann@example.com" }],
    ["null in place of a password", { auth: null, identitytoken: null }],
  ])("%s, and that is no trouble", (_title, entry) => {
    expect(stored({ "ghcr.io": entry })).toEqual({});
  });

  test.each([
    ["no base64", { auth: "s3cret!" }],
    ["no colon", { auth: Buffer.from("s3cret").toString("base64") }],
    ["a user alone", { auth: pair("s3cret", "") }],
    ["a number", { auth: 5, note: "s3cret" }],
    ["a text in place of an entry", "s3cret"],
  ])("%s: trouble that names the entry and shows nothing of it", (_title, entry) => {
    const { credential, trouble } = stored({ "ghcr.io": entry });
    expect(credential).toBeUndefined();
    expect(trouble).toMatch(/^config\.json: the entry 'ghcr\.io' /);
    expect(trouble).not.toContain("s3cret");
  });
});

describe("a host is found under", () => {
  test.each([
    ["its name", "ghcr.io", "ghcr.io"],
    ["a name in capitals", "GHCR.IO", "ghcr.io"],
    ["an address", "https://ghcr.io", "ghcr.io"],
    ["an address of http", "http://registry.local:5000", "registry.local:5000"],
    ["the address of an API", "https://registry.local:5000/v1/", "registry.local:5000"],
    ["an API without a scheme", "registry.local/v2/", "registry.local"],
    ["an address with a path", "https://registry.local/some/where", "registry.local"],
    ["Docker Hub's old address", "https://index.docker.io/v1/", "docker.io"],
    ["Docker Hub's name", "docker.io", "index.docker.io"],
    ["the registry of Docker Hub", "registry-1.docker.io", "docker.io"],
  ])("%s: %s", (_title, key, host) => {
    expect(stored({ [key]: { auth: pair("ann", "pw") } }, host).credential).toMatchObject({ user: "ann" });
  });

  test.each([
    ["another port", "registry.local:5000", "registry.local"],
    ["a longer name", "ghcr.io.example.com", "ghcr.io"],
    ["a name that ends the same", "example.com", "registry.example.com"],
    ["a user before the host", "https://ghcr.io@example.com", "ghcr.io"],
    ["an inherited name", "__proto__", "ghcr.io"],
  ])("nothing of %s: %s", (_title, key, host) => {
    expect(stored({ [key]: { auth: pair("ann", "pw") } }, host)).toEqual({});
  });
});

describe("of several keys", () => {
  const entry = (user: string) => ({ auth: pair(user, "pw") });
  const auths = {
    "ghcr.io": entry("host"),
    "ghcr.io/team": entry("team"),
    "ghcr.io/team/app": entry("app"),
    "ghcr.io/tea": entry("tea"),
  };

  test.each([
    ["team/app", "app"],
    ["team/app/part", "app"],
    ["team/application", "team"],
    ["team/other", "team"],
    ["other/app", "host"],
    ["teams/app", "host"],
  ])("the longest that leads to %s is that of %s", (repository, user) => {
    expect(stored(auths, "ghcr.io", repository).credential).toMatchObject({ user });
  });

  test("the next is taken where one cannot be used", () => {
    const { credential, trouble } = stored({ "ghcr.io/team": { auth: "?" }, "ghcr.io": entry("host") });
    expect(credential).toMatchObject({ user: "host" });
    expect(trouble).toBeUndefined();
  });
});

describe("the helper", () => {
  const config = parseDockerConfig(
    JSON.stringify({
      credsStore: "store",
      credHelpers: { "ghcr.io": "gh", "https://index.docker.io/v1/": "hub", "quay.io": "" },
    }),
    "config.json",
  );

  test.each([
    ["ghcr.io", "gh"],
    ["docker.io", "hub"],
    ["registry.example.com", "store"],
    ["quay.io", undefined],
  ])("of %s is %s", (host, helper) => {
    expect(helperOf(config, host)).toBe(helper);
  });

  test("is nobody where none is named", () => {
    expect(helperOf(parseDockerConfig("{}", "config.json"), "ghcr.io")).toBeUndefined();
  });
});

test.each([
  ["no JSON", '{"auths": {"ghcr.io": {"auth": "s3cret"'],
  ["no JSON from its first letter", "s3cret"],
  ["a list", '["s3cret"]'],
  ["auths that are a text", '{"auths": "s3cret"}'],
  ["a helper that is an object", '{"credHelpers": {"ghcr.io": {"s3cret": 1}}}'],
])("%s is malformed, and nothing of it is shown", (_title, text) => {
  let error: unknown;
  try {
    parseDockerConfig(text, "~/.docker/config.json");
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({
    code: "CONFIG_MALFORMED",
    message: expect.stringMatching(/^~\/\.docker\/config\.json: /),
  });
  expect(JSON.stringify([error, (error as Error).message])).not.toContain("s3cret");
  expect((error as Error).cause).toBeUndefined();
});
