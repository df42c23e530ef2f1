import { describe, expect, onTestFinished, test } from "vitest";
import { clientOf, endpointOf, QUICK, readAll } from "../../../test/support/registry-client.ts";
import { type RegistryServer, startRegistry } from "../../../test/support/registry-server.ts";
import { buildImage } from "../build/build-image.ts";
import { createAuthenticator } from "./authenticate.ts";
import { parseChallenges } from "./challenge.ts";
import type { Credential } from "./credential.ts";
import { createSecrets } from "./secrets.ts";
import { createTransport } from "./transport.ts";

const image = buildImage({
  layers: Array.from({ length: 6 }, (_, number) => ({ entries: [{ path: `file-${number}`, content: `${number}` }] })),
});
const images = { "team/app:1": image };
const users = { me: "pässwörd: with colon" };
const me: Credential = { kind: "basic", user: "me", password: users.me, origin: "~/.docker/config.json" };
const identity: Credential = { kind: "identity", token: "refresh-1", origin: "docker-credential-pass" };
const ready: Credential = { kind: "bearer", token: "ready-made", origin: "the environment (PLIMSOLL_REGISTRY_TOKEN)" };

const clientFor = ({ url, host }: RegistryServer, credential?: Credential) =>
  clientOf([endpointOf(url)], credential && { credentials: { [host]: credential } });

/** `SERVER METHOD PATH`, and what came in `Authorization`. */
const told = ({ requests }: RegistryServer) =>
  requests.map(({ server, method, url, headers }) => {
    const { pathname } = new URL(url, "http://x");
    return `${server} ${method} ${pathname}${headers.authorization ? ` ${headers.authorization}` : ""}`;
  });

const base64 = (text: string) => Buffer.from(text).toString("base64");

test("without need nobody is asked for credentials", async () => {
  await using registry = await startRegistry({ images });
  const searches: string[] = [];
  const client = clientOf([endpointOf(registry.url)], { credentials: { [registry.host]: me }, searches });
  await client.getManifest("team/app", "1");
  expect(searches).toEqual([]);
  expect(told(registry)).toEqual(["registry GET /v2/team/app/manifests/1"]);
});

describe("a password", () => {
  test("is sent when it is asked for, and from then on at once", async () => {
    await using registry = await startRegistry({ images, auth: { kind: "basic", user: "me", password: users.me } });
    const client = clientFor(registry, me);
    await client.getManifest("team/app", "1");
    await client.getManifest("team/app", image.manifest.digest);
    const header = `Basic ${base64(`me:${users.me}`)}`;
    expect(told(registry)).toEqual([
      "registry GET /v2/team/app/manifests/1",
      `registry GET /v2/team/app/manifests/1 ${header}`,
      `registry GET /v2/team/app/manifests/${image.manifest.digest} ${header}`,
    ]);
  });

  test("that is wrong is sent once", async () => {
    await using registry = await startRegistry({ images, auth: { kind: "basic", user: "me", password: "other" } });
    const got = clientFor(registry, me).getManifest("team/app", "1");
    await expect(got).rejects.toMatchObject({ code: "REGISTRY_DENIED" });
    await expect(got).rejects.toThrow("with the credentials from ~/.docker/config.json");
    expect(registry.requests).toHaveLength(2);
  });

  test("is changed for a token where the registry wants one", async () => {
    await using registry = await startRegistry({ images, auth: { kind: "token", users } });
    await clientFor(registry, me).getManifest("team/app", "1");
    expect(told(registry)).toEqual([
      "registry GET /v2/team/app/manifests/1",
      `realm GET /token Basic ${base64(`me:${users.me}`)}`,
      "registry GET /v2/team/app/manifests/1 Bearer token-1",
    ]);
    expect(registry.requests[1]?.url).toBe(
      "/token?service=test-registry&scope=repository%3Ateam%2Fapp%3Apull&account=me",
    );
  });

  test("that the realm refuses is told by where it came from", async () => {
    await using registry = await startRegistry({ images, auth: { kind: "token", users: { me: "other" } } });
    const got = clientFor(registry, me).getManifest("team/app", "1");
    await expect(got).rejects.toMatchObject({ code: "REGISTRY_DENIED" });
    await expect(got).rejects.toThrow(
      /refuses the credentials from ~\/\.docker\/config\.json \("incorrect username or password"\)$/,
    );
  });
});

describe("nobody", () => {
  test("gets a token where everyone does", async () => {
    await using registry = await startRegistry({ images, auth: { kind: "token", isOpen: true } });
    await clientFor(registry).getManifest("team/app", "1");
    expect(told(registry)).toEqual([
      "registry GET /v2/team/app/manifests/1",
      "realm GET /token",
      "registry GET /v2/team/app/manifests/1 Bearer token-1",
    ]);
  });

  test("is told to log in where not", async () => {
    await using registry = await startRegistry({ images, auth: { kind: "token" } });
    const got = clientFor(registry).getManifest("team/app", "1");
    await expect(got).rejects.toMatchObject({ code: "REGISTRY_DENIED" });
    await expect(got).rejects.toThrow(`docker login ${registry.host}`);
  });
});

describe("an identity token", () => {
  const auth = { kind: "token", identityTokens: ["refresh-1"] } as const;

  test("is changed for a token by POST, and goes nowhere else", async () => {
    await using registry = await startRegistry({ images, auth: { ...auth, field: "access_token" } });
    await clientFor(registry, identity).getManifest("team/app", "1");
    expect(told(registry)).toEqual([
      "registry GET /v2/team/app/manifests/1",
      "realm POST /token",
      "registry GET /v2/team/app/manifests/1 Bearer token-1",
    ]);
    expect(Object.fromEntries(new URLSearchParams(registry.requests[1]?.body))).toEqual({
      grant_type: "refresh_token",
      client_id: "plimsoll",
      service: "test-registry",
      scope: "repository:team/app:pull",
      refresh_token: "refresh-1",
    });
  });

  test.each([404, 405])("is sent by GET to a realm that answers POST with %d", async (postStatus) => {
    await using registry = await startRegistry({ images, auth: { ...auth, postStatus } });
    await clientFor(registry, identity).getManifest("team/app", "1");
    expect(told(registry).slice(1)).toEqual([
      "realm POST /token",
      `realm GET /token Basic ${base64("<token>:refresh-1")}`,
      "registry GET /v2/team/app/manifests/1 Bearer token-1",
    ]);
  });

  test("is not shown to a registry that wants a password", async () => {
    await using registry = await startRegistry({ images, auth: { kind: "basic", user: "me", password: "x" } });
    const got = clientFor(registry, identity).getManifest("team/app", "1");
    await expect(got).rejects.toMatchObject({ code: "REGISTRY_DENIED" });
    expect(told(registry)).toEqual(["registry GET /v2/team/app/manifests/1"]);
  });
});

test("a ready token is sent as it is, and the realm is not asked", async () => {
  await using registry = await startRegistry({ images, auth: { kind: "token", isOpen: true } });
  const got = clientFor(registry, ready).getManifest("team/app", "1");
  await expect(got).rejects.toThrow("the environment (PLIMSOLL_REGISTRY_TOKEN)");
  expect(told(registry)).toEqual([
    "registry GET /v2/team/app/manifests/1",
    "registry GET /v2/team/app/manifests/1 Bearer ready-made",
  ]);
});

test("where the challenge names no scope, it is to pull from the repository", async () => {
  await using registry = await startRegistry({ images, auth: { kind: "token", isOpen: true, withoutScope: true } });
  await clientFor(registry).getManifest("team/app", "1");
  expect(new URL(registry.requests[1]?.url ?? "", "http://x").searchParams.get("scope")).toBe(
    "repository:team/app:pull",
  );
});

test("several scopes are asked for one by one", async () => {
  await using realm = await startRegistry({
    answer: (_, response) => {
      response.end('{"token":"t"}');
      return true;
    },
  });
  const challenge = `Bearer realm="${realm.url}/token?keep=1",scope="repository:a:pull repository:b:pull"`;
  await using registry = await startRegistry({
    images,
    answer: ({ headers }, response) => {
      if (headers.authorization) return false;
      response.writeHead(401, { "WWW-Authenticate": challenge }).end();
      return true;
    },
  });
  await clientFor(registry).getManifest("team/app", "1");
  expect(realm.requests[0]?.url).toBe("/token?keep=1&scope=repository%3Aa%3Apull&scope=repository%3Ab%3Apull");
});

describe("a token", () => {
  test("is shared by all that want it at once", async () => {
    await using registry = await startRegistry({ images, auth: { kind: "token", isOpen: true } });
    const client = clientFor(registry);
    const streams = image.layers.map(({ digest, bytes }) => readAll(client.openBlob("team/app", digest, bytes.length)));
    expect((await Promise.all(streams)).map((bytes) => bytes.length)).toEqual(
      image.layers.map(({ bytes }) => bytes.length),
    );
    expect(registry.requests.filter(({ server }) => server === "realm")).toHaveLength(1);
  });

  test("that stops counting in the middle is renewed once, by all together", async () => {
    await using registry = await startRegistry({ images, auth: { kind: "token", isOpen: true } });
    const client = clientFor(registry);
    await client.getManifest("team/app", "1");
    registry.revokeTokens();
    const streams = image.layers.map(({ digest, bytes }) => readAll(client.openBlob("team/app", digest, bytes.length)));
    await Promise.all(streams);
    expect(registry.requests.filter(({ server }) => server === "realm")).toHaveLength(2);
  });

  test("that never counts is not asked for again and again", async () => {
    await using realm = await startRegistry({ auth: { kind: "token", isOpen: true } });
    await using registry = await startRegistry({
      answer: (_, response) => {
        response.writeHead(401, { "WWW-Authenticate": `Bearer realm="${realm.realmUrl}/token"` }).end();
        return true;
      },
    });
    const client = clientFor(registry);
    const authorizations = () => registry.requests.map(({ headers }) => headers.authorization);
    await expect(client.getManifest("team/app", "1")).rejects.toMatchObject({ code: "REGISTRY_DENIED" });
    expect(authorizations()).toEqual([undefined, "Bearer token-1"]);
    await expect(client.getManifest("team/app", "1")).rejects.toMatchObject({ code: "REGISTRY_DENIED" });
    expect(authorizations()).toEqual([undefined, "Bearer token-1", "Bearer token-1", "Bearer token-2"]);
  });

  test("that the realm is too busy to give is asked for again", async () => {
    const fails = { times: 2, status: 503, path: /^\/token/ };
    await using registry = await startRegistry({ images, auth: { kind: "token", isOpen: true }, fails });
    expect((await clientFor(registry).getManifest("team/app", "1")).digest).toBe(image.manifest.digest);
  });

  test.each([
    { title: "no JSON", body: "<p>welcome</p>" },
    { title: "JSON without one", body: '{"expires_in":60}' },
    { title: "one that no header can hold", body: '{"token":"a\\r\\nX-Evil: 1"}' },
    { title: "an endless one", body: `{"token":"${"x".repeat(300 * 1024)}"}` },
  ])("is not $title", async ({ body }) => {
    await using realm = await startRegistry({
      answer: (_, response) => {
        response.end(body);
        return true;
      },
    });
    await using registry = await startRegistry({ images, auth: { kind: "token", realm: realm.url } });
    await expect(clientFor(registry).getManifest("team/app", "1")).rejects.toMatchObject({
      code: expect.stringMatching(/^REGISTRY_UNEXPECTED_STATUS$|^LIMIT_EXCEEDED$/),
    });
    expect(registry.requests).toHaveLength(1);
  });
});

test.each([
  { title: "its life is nearly over", lifeSeconds: 300, afterSeconds: 291, tokens: 2 },
  { title: "it lives on", lifeSeconds: 300, afterSeconds: 289, tokens: 1 },
  { title: "no life is given: a minute", lifeSeconds: undefined, afterSeconds: 51, tokens: 2 },
  { title: "less than a minute is given: a minute", lifeSeconds: 1, afterSeconds: 49, tokens: 1 },
])("a token before a request, when $title", async ({ lifeSeconds, afterSeconds, tokens }) => {
  await using registry = await startRegistry({
    auth: { kind: "token", isOpen: true, ...(lifeSeconds !== undefined && { expiresInSeconds: lifeSeconds }) },
  });
  const transport = createTransport({ endpoint: endpointOf(registry.url), environment: {}, patience: QUICK });
  onTestFinished(() => transport.close());
  let now = 1_000_000;
  const authenticator = createAuthenticator({
    transport,
    registry: new URL(registry.url),
    host: registry.host,
    findCredential: async () => ({ searched: [] }),
    secrets: createSecrets(),
    now: () => now,
  });
  const challenges = parseChallenges([`Bearer realm="${registry.realmUrl}/token"`]);
  expect(await authenticator.learn("app", challenges, undefined)).toBe(true);
  expect(await authenticator.authorize("app")).toBe("Bearer token-1");
  now += afterSeconds * 1000;
  await Promise.all([authenticator.authorize("app"), authenticator.authorize("app")]);
  expect(await authenticator.authorize("app")).toBe(`Bearer token-${tokens}`);
});

test("of several challenges the one for a token is taken", async () => {
  await using realm = await startRegistry({ auth: { kind: "token", isOpen: true } });
  await using registry = await startRegistry({
    images,
    answer: ({ headers }, response) => {
      if (headers.authorization === "Bearer token-1") return false;
      const bearer = `Bearer realm="${realm.realmUrl}/token"`;
      response.writeHead(401, [
        ["WWW-Authenticate", 'Negotiate, Basic realm="x"'],
        ["WWW-Authenticate", bearer],
      ]);
      response.end();
      return true;
    },
  });
  await clientFor(registry, undefined).getManifest("team/app", "1");
  expect(registry.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, "Bearer token-1"]);
});

test("a 401 without a challenge is told as it is", async () => {
  await using registry = await startRegistry({ fails: { times: 9, status: 401 } });
  const got = clientFor(registry, me).getManifest("team/app", "1");
  await expect(got).rejects.toMatchObject({ code: "REGISTRY_DENIED" });
  expect(registry.requests).toHaveLength(1);
});
