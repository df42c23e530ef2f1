import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseImageName } from "../reference.ts";
import { AUTHORITY, CLIENT, CLIENT_KEY } from "./fixtures/certificates.ts";
import { machine } from "./fixtures/machine.ts";
import { type HostSettingsOptions, resolveHost } from "./host-settings.ts";

const DIGEST = `sha256:${"0".repeat(64)}`;
const HUB = "https://registry-1.docker.io";

type Given = Partial<Pick<HostSettingsOptions, "insecureRegistries" | "onNotice">>;

async function settingsFor(reference: string, files = {}, environment = {}, given: Given = {}) {
  const name = parseImageName(reference);
  if (!name) throw new Error(`${reference} is no name`);
  return resolveHost(name, { ...machine(files, environment), ...given });
}

/** Each endpoint in a line: `mirror https://a.b repository=c/d unverified`. */
async function endpointsFor(...given: Parameters<typeof settingsFor>): Promise<string[]> {
  const { endpoints } = await settingsFor(...given);
  return endpoints.map(({ url, isMirror, skipVerify, repository }) =>
    [isMirror && "mirror", url, repository && `repository=${repository}`, skipVerify && "unverified"]
      .filter((word) => word)
      .join(" "),
  );
}

describe("without settings", () => {
  test.each([
    ["debian", [HUB]],
    ["registry-1.docker.io/team/app", [HUB]],
    ["ghcr.io/team/app", ["https://ghcr.io"]],
    ["registry.local:5000/app", ["https://registry.local:5000"]],
    ["10.0.0.1:5000/app", ["https://10.0.0.1:5000"]],
    ["localhost:5000/app", ["https://localhost:5000 unverified", "http://localhost:5000"]],
    ["127.0.0.1:5000/app", ["https://127.0.0.1:5000 unverified", "http://127.0.0.1:5000"]],
    ["[::1]:5000/app", ["https://[::1]:5000 unverified", "http://[::1]:5000"]],
  ])("%s is asked for at %j", async (reference, expected) => {
    expect(await endpointsFor(reference)).toEqual(expected);
  });

  test("the host is called as names call it", async () => {
    expect((await settingsFor("index.docker.io/team/app")).host).toBe("docker.io");
  });

  test("a host that is none is refused", async () => {
    const name = { host: "../evil.b", repository: "app" };
    await expect(resolveHost(name, machine({}))).rejects.toMatchObject({ code: "REFERENCE_INVALID" });
  });
});

describe("a registry may be asked over plain http when", () => {
  const both = ["https://registry.local:5000 unverified", "http://registry.local:5000"];
  const only = ["https://registry.local:5000"];
  test.each([
    ["a flag says so", {}, { insecureRegistries: ["registry.local:5000"] }, both],
    ["a flag says so of another port", {}, { insecureRegistries: ["registry.local:5001"] }, only],
    [
      "Docker's daemon says so",
      { "etc/docker/daemon.json": '{"insecure-registries":["registry.local:5000"]}' },
      {},
      both,
    ],
    [
      "Podman's settings say so",
      { "etc/containers/registries.conf": '[[registry]]\nlocation = "registry.local:5000"\ninsecure = true' },
      {},
      both,
    ],
    [
      "Podman's settings say so of another repository",
      { "etc/containers/registries.conf": '[[registry]]\nlocation = "registry.local:5000/other"\ninsecure = true' },
      {},
      only,
    ],
  ])("%s", async (_title, files, given, expected) => {
    expect(await endpointsFor("registry.local:5000/app", files, {}, given)).toEqual(expected);
  });

  test("Docker's daemon says so of its network", async () => {
    const files = { "etc/docker/daemon.json": '{"insecure-registries":["10.0.0.0/8"]}' };
    expect(await endpointsFor("10.1.2.3/app", files)).toEqual(["https://10.1.2.3 unverified", "http://10.1.2.3"]);
    expect(await endpointsFor("11.1.2.3/app", files)).toEqual(["https://11.1.2.3"]);
  });
});

describe("mirrors", () => {
  const daemon = {
    "etc/docker/daemon.json": '{"registry-mirrors":["https://daemon.local/", "http://plain.local:5000"]}',
  };
  const conf = {
    "etc/containers/registries.conf": `
[[registry]]
location = "docker.io"
[[registry.mirror]]
location = "conf.local:5000/hub"
[[registry.mirror]]
location = "pinned.local"
pull-from-mirror = "digest-only"
[[registry.mirror]]
location = "tags.local"
insecure = true
pull-from-mirror = "tag-only"
`,
  };

  test("of Docker's daemon stand before Docker Hub, and before nobody else", async () => {
    expect(await endpointsFor("debian", daemon)).toEqual([
      "mirror https://daemon.local",
      "mirror http://plain.local:5000",
      HUB,
    ]);
    expect(await endpointsFor("ghcr.io/team/app", daemon)).toEqual(["https://ghcr.io"]);
  });

  test("of Podman's settings stand before a registry, for tags and for digests, under their own names", async () => {
    expect(await endpointsFor("debian:12", conf)).toEqual([
      "mirror https://conf.local:5000 repository=hub/library/debian",
      "mirror https://tags.local unverified",
      "mirror http://tags.local",
      HUB,
    ]);
    expect(await endpointsFor(`debian@${DIGEST}`, conf)).toEqual([
      "mirror https://conf.local:5000 repository=hub/library/debian",
      "mirror https://pinned.local",
      HUB,
    ]);
  });

  test("of both are asked, Podman's first", async () => {
    const endpoints = await endpointsFor(`debian@${DIGEST}`, { ...conf, ...daemon });
    expect(endpoints.slice(2)).toEqual(["mirror https://daemon.local", "mirror http://plain.local:5000", HUB]);
  });

  test("of our own variable take their place, for the host that it names", async () => {
    const environment = { PLIMSOLL_REGISTRY_MIRRORS: "docker.io=https://own.local/hub,ghcr.io=https://own.local" };
    expect(await endpointsFor("debian", { ...conf, ...daemon }, environment)).toEqual([
      "mirror https://own.local/hub",
      HUB,
    ]);
    expect(await endpointsFor("ghcr.io/team/app", daemon, environment)).toEqual([
      "mirror https://own.local",
      "https://ghcr.io",
    ]);
    expect(await endpointsFor("debian", { ...conf, ...daemon }, { PLIMSOLL_REGISTRY_MIRRORS: "docker.io=" })).toEqual([
      HUB,
    ]);
  });

  test("that are allowed to be insecure need no certificate that is signed", async () => {
    const given = { insecureRegistries: ["daemon.local"] };
    expect(await endpointsFor("debian", daemon, {}, given)).toContain("mirror https://daemon.local unverified");
  });

  test("are asked once, and a registry among its own mirrors is itself", async () => {
    const files = {
      "etc/docker/daemon.json": '{"registry-mirrors":["https://a.b", "https://a.b/"]}',
      "etc/containers/registries.conf": `[[registry]]
location = "docker.io"
[[registry.mirror]]
location = "docker.io"
[[registry.mirror]]
location = "a.b"`,
    };
    expect(await endpointsFor("debian", files)).toEqual(["mirror https://a.b", HUB]);
  });

  test.each([
    ["ftp://a.b", "CONFIG_MALFORMED"],
    ["https://user:s3cret@a.b", "CONFIG_MALFORMED"],
  ])("of Docker's daemon at %s are refused, and not shown", async (mirror, code) => {
    const files = { "etc/docker/daemon.json": JSON.stringify({ "registry-mirrors": [mirror] }) };
    const error = await settingsFor("debian", files).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(/daemon\.json/) });
    expect((error as Error).message).not.toContain("s3cret");
  });
});

describe("Podman's settings", () => {
  const conf = (text: string) => ({ "etc/containers/registries.conf": text });

  test("move a registry elsewhere: it gets its own credentials there", async () => {
    const files = conf('[[registry]]\nprefix = "example.com/foo"\nlocation = "internal.net:5000/bar"\ninsecure = true');
    expect(await endpointsFor("example.com/foo/app:1", files)).toEqual([
      "mirror https://internal.net:5000 repository=bar/app unverified",
      "mirror http://internal.net:5000 repository=bar/app",
    ]);
    expect(await endpointsFor("example.com/other", files)).toEqual(["https://example.com"]);
  });

  test("move a repository within its registry", async () => {
    const files = conf('[[registry]]\nprefix = "example.com/foo"\nlocation = "example.com/bar"');
    expect(await endpointsFor("example.com/foo/app", files)).toEqual(["https://example.com repository=bar/app"]);
  });

  test("move a registry to Docker Hub", async () => {
    const files = conf('[[registry]]\nprefix = "example.com"\nlocation = "docker.io/team"');
    expect(await endpointsFor("example.com/app", files)).toEqual([`mirror ${HUB} repository=team/app`]);
  });

  test("hold for all hosts below a domain", async () => {
    const files = conf('[[registry]]\nprefix = "*.example.com"\ninsecure = true');
    expect(await endpointsFor("a.example.com/app", files)).toEqual([
      "https://a.example.com unverified",
      "http://a.example.com",
    ]);
  });

  test("forbid a registry", async () => {
    const files = conf('[[registry]]\nprefix = "docker.io/library"\nlocation = "docker.io/library"\nblocked = true');
    await expect(settingsFor("debian", files)).rejects.toMatchObject({
      code: "REGISTRY_BLOCKED",
      message: expect.stringMatching(/^docker\.io\/library\/debian: .*registries\.conf forbids 'docker\.io\/library'$/),
    });
    expect(await endpointsFor("team/app", files)).toEqual([HUB]);
  });

  test.each([
    ["a location that makes no name", '[[registry]]\nprefix = "docker.io"\nlocation = "a.b/UPPER"'],
    ["a location whose host is none", '[[registry]]\nprefix = "docker.io"\nlocation = "a..b"'],
    ["no TOML", "[[registry"],
  ])("with %s are malformed", async (_title, text) => {
    await expect(settingsFor("debian", conf(text))).rejects.toMatchObject({
      code: "CONFIG_MALFORMED",
      message: expect.stringMatching(/registries\.conf: /),
    });
  });
});

describe("certificates", () => {
  const files = {
    "etc/docker/certs.d/registry.local:5000/ca.crt": AUTHORITY,
    "etc/docker/certs.d/registry.local:5000/client.cert": CLIENT,
    "etc/docker/certs.d/registry.local:5000/client.key": CLIENT_KEY,
    "etc/docker/certs.d/docker.io/ca.crt": AUTHORITY,
    "all.pem": CLIENT,
  };

  test("are those of the server, and those of all", async () => {
    const { endpoints } = await settingsFor("registry.local:5000/app", files, { SSL_CERT_FILE: "@/all.pem" });
    expect(endpoints).toEqual([
      {
        url: "https://registry.local:5000",
        isMirror: false,
        skipVerify: false,
        authorities: [AUTHORITY.trim(), CLIENT.trim()],
        client: { certificate: CLIENT, key: CLIENT_KEY },
      },
    ]);
  });

  test("of a mirror are its own, and plain http has none", async () => {
    const environment = {
      PLIMSOLL_REGISTRY_MIRRORS: "docker.io=https://registry.local:5000,docker.io=http://plain.local",
    };
    const { endpoints } = await settingsFor("debian", files, environment);
    expect(endpoints).toMatchObject([
      { url: "https://registry.local:5000", client: { certificate: CLIENT }, authorities: [AUTHORITY.trim()] },
      { url: "http://plain.local", authorities: [] },
      { url: HUB, authorities: [AUTHORITY.trim()] },
    ]);
    expect(endpoints.slice(1).every(({ client }) => client === undefined)).toBe(true);
  });
});

// The superuser may read everything.
test.skipIf(process.getuid?.() === 0)("what this user may not read in /etc is not for this user", async () => {
  const made = machine({
    "etc/docker/daemon.json": "not read",
    "etc/containers/registries.conf": "not read",
    "etc/containers/certs.d/a.b/client.cert": CLIENT,
    "etc/containers/certs.d/a.b/client.key": CLIENT_KEY,
  });
  chmodSync(join(made.etc ?? "", "docker"), 0);
  chmodSync(join(made.etc ?? "", "containers/registries.conf"), 0);
  chmodSync(join(made.etc ?? "", "containers/certs.d/a.b/client.key"), 0);
  const notices: string[] = [];
  const options = { ...made, onNotice: (text: string) => notices.push(text) };
  const { endpoints } = await resolveHost({ host: "a.b", repository: "app" }, options);
  chmodSync(join(made.etc ?? "", "docker"), 0o755);
  expect(endpoints).toEqual([{ url: "https://a.b", isMirror: false, skipVerify: false, authorities: [] }]);
  expect(notices).toEqual([expect.stringMatching(/client\.key: you may not read it; the certificate of our own/)]);
});
