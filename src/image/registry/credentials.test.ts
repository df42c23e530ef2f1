import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CredentialOptions, credentialFinder, describeSearch, findCredentials } from "./credentials.ts";
import { auths, machine, pair } from "./fixtures/machine.ts";

type Files = Readonly<Record<string, string>>;
type Variables = Readonly<Record<string, string>>;

async function search(
  files: Files,
  environment: Variables = {},
  {
    host = "ghcr.io",
    repository = "team/app",
    ...given
  }: Partial<CredentialOptions & { host: string; repository: string }> = {},
) {
  const notices: string[] = [];
  const made = machine(files, environment);
  const options = { ...made, imageHost: host, onNotice: (text: string) => notices.push(text), ...given };
  const { credential, searched } = await findCredentials({ host, repository }, options);
  return { credential, searched, notices, folder: made.folder };
}

const login = (user: string, key = "ghcr.io") => auths({ [key]: [user, "pw"] });

/** One after the other, best first: each is what remains when those before it are taken away. */
const PLACES: readonly (readonly [title: string, files: Files, environment: Variables, origin: string])[] = [
  ["our own variable", {}, { PLIMSOLL_REGISTRY_TOKEN: "t" }, "the environment (PLIMSOLL_REGISTRY_TOKEN)"],
  ["Docker Scout's", {}, { DOCKER_SCOUT_REGISTRY_TOKEN: "t" }, "the environment (DOCKER_SCOUT_REGISTRY_TOKEN)"],
  [
    "REGISTRY_AUTH_FILE",
    { "home/named.json": login("a") },
    { REGISTRY_AUTH_FILE: "@/home/named.json" },
    "~/named.json",
  ],
  ["DOCKER_AUTH_CONFIG", {}, { DOCKER_AUTH_CONFIG: login("b") }, "DOCKER_AUTH_CONFIG"],
  ["Docker's config.json", { "home/.docker/config.json": login("c") }, {}, "~/.docker/config.json"],
  [
    "Podman's file of the session",
    { "run/containers/1000/auth.json": login("d") },
    {},
    "@/run/containers/1000/auth.json",
  ],
  [
    "Podman's file of the user",
    { "home/.config/containers/auth.json": login("e") },
    {},
    "~/.config/containers/auth.json",
  ],
];

describe("the best of all places that know a registry is", () => {
  test.each(PLACES.map((place, index) => [place[0], index] as const))("%s", async (_title, first) => {
    const left = PLACES.slice(first);
    const files = Object.assign({}, ...left.map(([, of]) => of));
    const environment = Object.assign({}, ...left.map(([, , of]) => of));
    const { credential, notices, folder } = await search(files, environment);
    expect(credential?.origin).toBe(PLACES[first]?.[3].replace("@", folder));
    expect(notices).toEqual([]);
  });

  test.each([
    ["DOCKER_CONFIG", { "named/config.json": login("a") }, { DOCKER_CONFIG: "@/named" }],
    ["XDG_RUNTIME_DIR", { "session/containers/auth.json": login("a") }, { XDG_RUNTIME_DIR: "@/session" }],
    ["XDG_CONFIG_HOME", { "xdg/containers/auth.json": login("a") }, { XDG_CONFIG_HOME: "@/xdg" }],
  ])("in the folder that %s names", async (_title, files, environment) => {
    expect((await search(files, environment)).credential).toMatchObject({ user: "a" });
  });
});

test.each([
  ["the image's registry", "registry.local", "registry.local", true],
  ["Docker Hub by another of its names", "docker.io", "index.docker.io", true],
  ["a mirror", "docker.io", "mirror.local", false],
  ["the same host at another port", "registry.local", "registry.local:5000", false],
  ["a host that begins the same", "registry.local", "registry.local.evil.org", false],
])("credentials in the environment are for %s: %s, %s: %s", async (_title, imageHost, host, isGiven) => {
  const environment = { PLIMSOLL_REGISTRY_USER: "ann", PLIMSOLL_REGISTRY_PASSWORD: "s3cret" };
  const { credential } = await search({}, environment, { host, imageHost });
  expect(credential !== undefined).toBe(isGiven);
});

describe("a helper", () => {
  const says = (user: string, secret = "pw") =>
    `#!/bin/sh\necho "$0 $(cat)" >> "$LOG"\necho '${JSON.stringify({ Username: user, Secret: secret })}'\n`;
  const nothing = "#!/bin/sh\necho 'credentials not found in native keychain'\nexit 1\n";
  const config = (more: object) =>
    JSON.stringify({ auths: { "ghcr.io": { auth: pair("file", "pw") } }, credsStore: "store", ...more });
  const log = { LOG: "@/log" };

  test("for the host goes before the one for all, and that before the file", async () => {
    const helpers = { "bin/docker-credential-gh": says("gh"), "bin/docker-credential-store": says("store") };
    const both = { ...helpers, "home/.docker/config.json": config({ credHelpers: { "ghcr.io": "gh" } }) };
    expect((await search(both, log)).credential).toMatchObject({ user: "gh", origin: "docker-credential-gh" });
    const one = { ...helpers, "home/.docker/config.json": config({ credHelpers: { "quay.io": "gh" } }) };
    expect((await search(one, log)).credential).toMatchObject({ user: "store", origin: "docker-credential-store" });
  });

  test("that has nothing leaves it to the file, without a word", async () => {
    const files = { "bin/docker-credential-store": nothing, "home/.docker/config.json": config({}) };
    const { credential, notices } = await search(files);
    expect(credential).toMatchObject({ user: "file", origin: "~/.docker/config.json" });
    expect(notices).toEqual([]);
  });

  test.each([
    [
      "is missing",
      {},
      /docker-credential-store: the settings name it, but it is not on the PATH; credentials are looked/,
    ],
    ["fails", { "bin/docker-credential-store": "#!/bin/sh\necho locked\nexit 1\n" }, /it ended with 1: locked;/],
  ])("that %s costs a notice, and the search goes on", async (_title, helpers, notice) => {
    const files = {
      ...helpers,
      "home/.docker/config.json": '{"credsStore": "store"}',
      "home/.config/containers/auth.json": login("podman"),
    };
    const { credential, notices, searched } = await search(files);
    expect(credential).toMatchObject({ user: "podman" });
    expect(notices).toEqual([expect.stringMatching(notice)]);
    expect(searched).toContainEqual({
      place: "~/.docker/config.json",
      result: expect.stringMatching(/^~\/\.docker\/config\.json: docker-credential-store: /),
    });
  });

  test.each([
    ["Docker's file", "home/.docker/config.json", "https://index.docker.io/v1/"],
    ["Podman's file", "home/.config/containers/auth.json", "docker.io"],
  ])("in %s is asked for Docker Hub as its writers call it", async (_title, file, serverUrl) => {
    const files = { "bin/docker-credential-hub": says("ann"), [file]: '{"credHelpers": {"docker.io": "hub"}}' };
    const { folder } = await search(files, log, { host: "docker.io", repository: "library/debian" });
    expect(readFileSync(join(folder, "log"), "utf8")).toBe(`${folder}/bin/docker-credential-hub ${serverUrl}\n`);
  });

  test("is asked once for a repository, however many ask", async () => {
    const files = { "bin/docker-credential-store": says("ann"), "home/.docker/config.json": '{"credsStore": "store"}' };
    const made = machine(files, log);
    const find = credentialFinder({ ...made, imageHost: "ghcr.io" });
    const found = await Promise.all([
      find("ghcr.io", "team/app"),
      find("GHCR.io", "team/app"),
      find("ghcr.io", "team/app"),
    ]);
    expect(found.map(({ credential }) => credential?.kind)).toEqual(["basic", "basic", "basic"]);
    expect(readFileSync(join(made.folder, "log"), "utf8").trim().split("\n")).toHaveLength(1);
  });

  test("that is missing is told of once, however many repositories there are", async () => {
    const notices: string[] = [];
    const made = machine({ "home/.docker/config.json": '{"credsStore": "store"}' });
    const find = credentialFinder({ ...made, imageHost: "ghcr.io", onNotice: (text) => notices.push(text) });
    await find("ghcr.io", "team/app");
    await find("mirror.local", "team/other");
    expect(notices).toHaveLength(1);
  });

  test("that a signal stops ends the search", async () => {
    const files = {
      "bin/docker-credential-store": "#!/bin/sh\nexec sleep 600\n",
      "home/.docker/config.json": '{"credsStore": "store"}',
      "home/.config/containers/auth.json": login("podman"),
    };
    await expect(search(files, {}, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ code: "INTERRUPTED" });
  });

  test("that takes too long costs a notice", async () => {
    const files = {
      "bin/docker-credential-store": "#!/bin/sh\nexec sleep 600\n",
      "home/.docker/config.json": '{"credsStore": "store"}',
    };
    const { credential, notices } = await search(files, {}, { helperPatienceMs: 100 });
    expect(credential).toBeUndefined();
    expect(notices).toEqual([expect.stringContaining("did not answer within 0.1 s")]);
  });
});

describe("what cannot be used costs a notice, shows no secret, and hides nothing behind it:", () => {
  test.each<[string, Files, Variables]>([
    ["a file that is no JSON", { "home/.docker/config.json": '{"auths": "s3cret' }, {}],
    ["a variable that is no JSON", {}, { DOCKER_AUTH_CONFIG: "s3cret" }],
    ["an entry that is broken", { "home/.docker/config.json": '{"auths": {"ghcr.io": {"auth": "s3cret!"}}}' }, {}],
    ["a named file that is not there", {}, { REGISTRY_AUTH_FILE: "@/nowhere.json" }],
    ["a named folder without a file", {}, { DOCKER_CONFIG: "@/nowhere" }],
    ["a folder in place of a file", { "home/.docker/config.json/s3cret": "" }, {}],
    ["a file of more than 1 MiB", { "home/.docker/config.json": " ".repeat(1024 * 1024 + 1) }, {}],
    ["half of a pair", {}, { PLIMSOLL_REGISTRY_USER: "s3cret" }],
  ])("%s", async (_title, files, environment) => {
    const { credential, notices, searched } = await search(
      { ...files, "run/containers/1000/auth.json": login("podman") },
      environment,
    );
    expect(credential).toMatchObject({ user: "podman" });
    expect(notices).toEqual([expect.stringMatching(/; credentials are looked for elsewhere$/)]);
    expect(JSON.stringify([notices, searched])).not.toContain("s3cret");
  });
});

describe("of the clouds", () => {
  const ecr = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
  const key = JSON.stringify({ type: "service_account", private_key: "x" });
  const environment = {
    AWS_ACCESS_KEY_ID: "AKID",
    AWS_SECRET_ACCESS_KEY: "s3cret",
    AZURE_CLIENT_ID: "id",
    AZURE_CLIENT_SECRET: "s3cret",
    GOOGLE_APPLICATION_CREDENTIALS: "@/key.json",
  };
  const authorizationToken = Buffer.from("AWS:token").toString("base64");
  const send = async () => ({ status: 200, body: JSON.stringify({ authorizationData: [{ authorizationToken }] }) });

  test.each([
    [ecr, { user: "AWS", password: "token" }],
    ["team.azurecr.io", { user: "id", password: "s3cret" }],
    ["europe-docker.pkg.dev", { user: "_json_key", password: key }],
    ["ghcr.io", undefined],
  ])("%s gets its own", async (host, expected) => {
    const { credential } = await search({ "key.json": key }, environment, { host, send });
    if (expected) expect(credential).toMatchObject(expected);
    else expect(credential).toBeUndefined();
  });

  test("what someone logged in with goes before them", async () => {
    const files = { "home/.docker/config.json": login("ann", "team.azurecr.io") };
    const { credential } = await search(files, environment, { host: "team.azurecr.io", send });
    expect(credential).toMatchObject({ user: "ann" });
  });

  test("one that refuses costs a notice", async () => {
    const refuse = async () => ({ status: 403, body: '{"__type": "AccessDeniedException", "message": "s3cret"}' });
    const { credential, notices } = await search({}, environment, { host: ecr, send: refuse });
    expect(credential).toBeUndefined();
    expect(notices).toEqual([
      expect.stringMatching(/^api\.ecr\.eu-west-1\.amazonaws\.com: answered 403 \(AccessDenied/),
    ]);
    expect(notices[0]).not.toContain("s3cret");
  });
});

test("where nothing is found, the places that were looked at are told", async () => {
  const files = { "home/.docker/config.json": login("ann", "quay.io") };
  const { credential, searched, folder } = await search(files, {}, { host: "team.azurecr.io" });
  expect(credential).toBeUndefined();
  expect(describeSearch(searched)).toBe(
    [
      "the environment (no PLIMSOLL_REGISTRY_TOKEN or PLIMSOLL_REGISTRY_USER)",
      "~/.docker/config.json (nothing for team.azurecr.io)",
      `${folder}/run/containers/1000/auth.json (no such file)`,
      "~/.config/containers/auth.json (no such file)",
      "AZURE_CLIENT_ID (not set)",
    ].join(", "),
  );
});

test.each([
  { environment: { DOCKER_AUTH_CONFIG: login("me", "other.example") }, isNamed: true },
  { environment: {}, isNamed: false },
])("DOCKER_AUTH_CONFIG is named among the places where it was looked at: $isNamed", async (row) => {
  const { searched } = await search({}, row.environment);
  expect(describeSearch(searched).includes("DOCKER_AUTH_CONFIG (nothing for ghcr.io)")).toBe(row.isNamed);
});
