import { afterAll, describe, expect, test } from "vitest";
import { type RecordedRequest, startServer } from "../../support/recorded-server.ts";
import type { Outcome } from "../plimsoll.ts";
import { newAuthority } from "./authority.ts";
import { ACCOUNT } from "./docker-registry.ts";
import { type NamedRegistry, startNamed } from "./in-process.ts";
import { purlsIn } from "./inventories.ts";
import { type Machine, newMachine } from "./machine.ts";
import { SMALL_IMAGE_PACKAGES } from "./small-images.ts";

const authority = newAuthority();
afterAll(() => authority[Symbol.dispose]());

const BASIC = `Basic ${Buffer.from(`${ACCOUNT.user}:${ACCOUNT.password}`).toString("base64")}`;
const IDENTITY = "identity-token-of-ada";
const SIGNATURE = "SECRET-SIGNATURE";

/** The registry, its realm and its blob store are three servers, with one certificate. */
const ownTls = () => authority.forServer(["registry.test", "realm.test", "127.0.0.1"]);
const users = { [ACCOUNT.user]: ACCOUNT.password };

/** What each server was told of who asks, without repetitions. */
function told(requests: readonly RecordedRequest[], server: string): (string | undefined)[] {
  return [...new Set(requests.filter((one) => one.server === server).map(({ headers }) => headers.authorization))];
}

/** Nothing that a run says holds a secret, nor does any address that it asked. */
function expectNoSecret({ stdout, stderr }: Outcome, requests: readonly RecordedRequest[]): void {
  for (const secret of [ACCOUNT.password, BASIC.slice(6), IDENTITY, "token-1", SIGNATURE]) {
    expect(stdout + stderr).not.toContain(secret);
    if (secret !== SIGNATURE) expect(requests.map(({ url }) => url).join("\n")).not.toContain(secret);
  }
}

async function scan(machine: Machine, registry: NamedRegistry, env: Readonly<Record<string, string>> = {}) {
  const trusted = { SSL_CERT_FILE: authority.certificateFile };
  const outcome = await machine.run(["sbom", `registry://${registry.name}/team/app:1`], { ...trusted, ...env });
  expectNoSecret(outcome, registry.requests);
  return outcome;
}

const writeAuth = (machine: Machine, { name }: NamedRegistry, entry: object) =>
  machine.write("~/.docker/config.json", JSON.stringify({ auths: { [name]: entry } }));

describe("a registry whose tokens and blobs are on other servers", () => {
  test.concurrent.each([
    { title: "config.json", entry: { auth: BASIC.slice(6) }, env: {} },
    {
      title: "the environment",
      entry: {},
      env: { PLIMSOLL_REGISTRY_USER: ACCOUNT.user, PLIMSOLL_REGISTRY_PASSWORD: ACCOUNT.password },
    },
  ])("the password of $title goes to the realm alone, the token to the registry alone", async ({ entry, env }) => {
    await using registry = await startNamed({ tls: ownTls(), auth: { kind: "token", users }, blobsElsewhere: true });
    using machine = newMachine();
    writeAuth(machine, registry, entry);
    expect(purlsIn(await scan(machine, registry, env))).toEqual(SMALL_IMAGE_PACKAGES);

    const { requests } = registry;
    expect(told(requests, "realm")).toEqual([BASIC]);
    // The first request is made without a token, since nobody has asked for one yet.
    expect(told(requests, "registry")).toEqual([undefined, "Bearer token-1"]);
    expect(told(requests, "blobs")).toEqual([undefined]);
    expect(requests.filter(({ server }) => server === "realm")).toHaveLength(1);
    expect(requests.filter(({ server }) => server === "blobs")).toHaveLength(4);
    for (const { headers } of requests) expect(headers).not.toHaveProperty("cookie");
  });

  test.concurrent("an identity token is exchanged at the realm, and goes nowhere else", async () => {
    const auth = { kind: "token", identityTokens: [IDENTITY] } as const;
    await using registry = await startNamed({ tls: ownTls(), auth, blobsElsewhere: true });
    using machine = newMachine();
    writeAuth(machine, registry, { auth: "MDAwMDAwMDA6", identitytoken: IDENTITY });
    expect(purlsIn(await scan(machine, registry))).toEqual(SMALL_IMAGE_PACKAGES);
    const atRealm = registry.requests.filter(({ server }) => server === "realm");
    expect(atRealm.map(({ method }) => method)).toEqual(["POST"]);
    expect(atRealm[0]?.body).toContain(`refresh_token=${IDENTITY}`);
    expect(told(registry.requests, "registry")).toEqual([undefined, "Bearer token-1"]);
    expect(told(registry.requests, "blobs")).toEqual([undefined]);
  });

  test.concurrent("a ready bearer token goes to the registry alone, and no realm is asked", async () => {
    const auth = { kind: "token", users } as const;
    await using registry = await startNamed({ tls: ownTls(), auth, blobsElsewhere: true });
    using machine = newMachine();
    const { code, stderr } = await scan(machine, registry, { PLIMSOLL_REGISTRY_TOKEN: "token-9" });
    expect(code).toBe(1);
    expect(stderr).toContain("REGISTRY_DENIED");
    expect(stderr).toContain("the environment (PLIMSOLL_REGISTRY_TOKEN)");
    expect(told(registry.requests, "registry")).toEqual([undefined, "Bearer token-9"]);
    expect(registry.requests.filter(({ server }) => server !== "registry")).toEqual([]);
  });

  test.concurrent("a public image needs no credentials, and those for other hosts are not sent", async () => {
    const auth = { kind: "token", users, isOpen: true } as const;
    await using registry = await startNamed({ tls: ownTls(), auth, blobsElsewhere: true });
    using machine = newMachine();
    machine.write("~/.docker/config.json", JSON.stringify({ auths: { "other.test": { auth: BASIC.slice(6) } } }));
    expect(purlsIn(await scan(machine, registry))).toEqual(SMALL_IMAGE_PACKAGES);
    expect(told(registry.requests, "realm")).toEqual([undefined]);
    expect(told(registry.requests, "registry")).toEqual([undefined, "Bearer token-1"]);
  });

  test.concurrent("a wrong password: which one was tried, and who refused it", async () => {
    await using registry = await startNamed({ tls: ownTls(), auth: { kind: "token", users: { ada: "another" } } });
    using machine = newMachine();
    writeAuth(machine, registry, { auth: BASIC.slice(6) });
    const { code, stderr } = await scan(machine, registry);
    expect(code).toBe(1);
    expect(stderr).toContain("ERROR REGISTRY_DENIED");
    expect(stderr).toContain("refuses the credentials from ~/.docker/config.json");
    expect(told(registry.requests, "registry")).toEqual([undefined]);
  });

  test.concurrent("no credentials: how to log in, by the registry's name and not the realm's", async () => {
    await using registry = await startNamed({ tls: ownTls(), auth: { kind: "token", users } });
    using machine = newMachine();
    const { code, stderr } = await scan(machine, registry);
    expect(code).toBe(1);
    expect(stderr).toContain("ERROR REGISTRY_DENIED");
    expect(stderr).toContain(`docker login ${registry.name}`);
  });
});

describe("what is not encrypted", () => {
  /** A server of plain http that would take whatever comes. */
  const startTrap = async (requests: RecordedRequest[]) =>
    startServer({ name: "trap", requests, answer: (_, response) => response.end('{"token":"stolen"}') });

  test.concurrent("as a realm gets nothing at all", async () => {
    const trapped: RecordedRequest[] = [];
    await using trap = await startTrap(trapped);
    const realm = `http://${trap.host.replace("127.0.0.1", "realm.test")}/token`;
    await using registry = await startNamed({ tls: ownTls(), auth: { kind: "token", users, realm } });
    using machine = newMachine();
    writeAuth(machine, registry, { auth: BASIC.slice(6) });
    const { code, stderr } = await scan(machine, registry);
    expect(code).toBe(1);
    expect(stderr).toContain("ERROR REGISTRY_INSECURE");
    expect(stderr).toContain("realm.test");
    expect(trapped).toEqual([]);
  });

  test.concurrent.each(["manifests", "blobs"])("is not gone to when %s are redirected there", async (kind) => {
    const trapped: RecordedRequest[] = [];
    await using trap = await startTrap(trapped);
    const location = `http://${trap.host.replace("127.0.0.1", "blobs.test")}/store?X-Signature=${SIGNATURE}`;
    await using registry = await startNamed({
      tls: ownTls(),
      answer({ url }, response) {
        if (url.includes(`/${kind}/`)) response.writeHead(307, { Location: location }).end();
        return response.writableEnded;
      },
    });
    using machine = newMachine();
    const { code, stderr } = await scan(machine, registry);
    expect(code).toBe(1);
    expect(stderr).toContain("ERROR REGISTRY_INSECURE");
    expect(stderr).toContain("http://blobs.test");
    expect(trapped).toEqual([]);
  });
});

test.concurrent("a redirect to another host takes no credentials along, not even back to the registry", async () => {
  const tls = ownTls();
  const elsewhere: RecordedRequest[] = [];
  let back = "";
  await using detour = await startServer({
    name: "detour",
    tls,
    requests: elsewhere,
    answer: ({ url }, response) => response.writeHead(307, { Location: `${back}${url}` }).end(),
  });
  await using registry = await startNamed({
    tls,
    auth: { kind: "token", users },
    answer({ url, headers }, response) {
      const isSentBack = headers.authorization === undefined && url.startsWith("/v2/team/app/blobs/");
      if (isSentBack) response.writeHead(403).end();
      else if (headers.authorization && url.includes("/blobs/")) {
        response.writeHead(307, { Location: `${detour.url}${url}` }).end();
      }
      return response.writableEnded;
    },
  });
  back = `https://${registry.name}`;
  using machine = newMachine();
  writeAuth(machine, registry, { auth: BASIC.slice(6) });
  const { code, stderr } = await scan(machine, registry);
  expect(code).toBe(1);
  expect(stderr).toContain("REGISTRY_DENIED");
  expect(told(elsewhere, "detour")).toEqual([undefined]);
  expect(elsewhere).not.toEqual([]);
});

test.concurrent.each([
  { status: 403, code: "REGISTRY_DENIED" },
  { status: 404, code: "IMAGE_INCOMPLETE" },
  { status: 400, code: "REGISTRY_UNEXPECTED_STATUS" },
])("a blob store that answers $status is named, and its signature is not", async ({ status, code }) => {
  const tls = ownTls();
  const body = `<Error><Code>SignatureDoesNotMatch</Code><StringToSign>${SIGNATURE}</StringToSign></Error>`;
  await using store = await startServer({
    name: "blobs",
    tls,
    requests: [],
    answer: (_, response) => response.writeHead(status, { "Content-Type": "application/xml" }).end(body),
  });
  await using registry = await startNamed({
    tls,
    answer({ url }, response) {
      const Location = `${store.url}${url}?X-Signature=${SIGNATURE}`;
      if (url.includes("/blobs/")) response.writeHead(307, { Location }).end();
      return response.writableEnded;
    },
  });
  using machine = newMachine();
  const outcome = await scan(machine, registry);
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain(`ERROR ${code}`);
  expect(outcome.stderr).toContain(store.host);
});
