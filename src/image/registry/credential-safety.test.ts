import { describe, expect, test } from "vitest";
import { clientOf, endpointOf, readAll } from "../../../test/support/registry-client.ts";
import { type RegistryServer, startRegistry } from "../../../test/support/registry-server.ts";
import { buildImage } from "../build/build-image.ts";
import type { Credential } from "./credential.ts";
import { follow } from "./redirects.ts";
import { fetchToken } from "./token.ts";
import type { HttpAnswer, HttpRequest, Transport } from "./transport.ts";

// What goes to whom is what was recorded on every port, not what the client says of itself.

const image = buildImage({ layers: [{ entries: [{ path: "etc/motd", content: "hello" }] }] });
const images = { "team/app:1": image };
const [layer = image.manifest] = image.layers;
const PASSWORD = "correct-horse-battery";
const me: Credential = { kind: "basic", user: "me", password: PASSWORD, origin: "~/.docker/config.json" };
const BASIC = `Basic ${Buffer.from(`me:${PASSWORD}`).toString("base64")}`;

/** Every `Authorization` by the server that got it, each once. */
function authorizations(...registries: readonly RegistryServer[]): Record<string, (string | undefined)[]> {
  const seen: Record<string, Set<string | undefined>> = {};
  for (const { server, headers } of registries.flatMap(({ requests }) => requests)) {
    seen[server] ??= new Set();
    seen[server].add(headers.authorization);
  }
  return Object.fromEntries(Object.entries(seen).map(([server, values]) => [server, [...values]]));
}

describe("on the wire", () => {
  test.each([
    {
      auth: { kind: "basic", user: "me", password: PASSWORD } as const,
      registry: [undefined, BASIC],
      realm: undefined,
    },
    {
      auth: { kind: "token", users: { me: PASSWORD } } as const,
      registry: [undefined, "Bearer token-1"],
      realm: [BASIC],
    },
  ])("with $auth.kind credentials, the blob server gets none", async ({ auth, registry, realm }) => {
    await using server = await startRegistry({
      images,
      auth,
      blobsElsewhere: true,
      drops: { afterBytes: 10, times: 1 },
    });
    const client = clientOf([endpointOf(server.url)], { credentials: { [server.host]: me } });
    await client.getManifest("team/app", "1");
    await readAll(client.openBlob("team/app", layer.digest, layer.bytes.length));
    expect(authorizations(server)).toEqual({ registry, ...(realm && { realm }), blobs: [undefined] });
    const sent = server.requests.filter(({ server }) => server === "blobs").map(({ headers }) => Object.keys(headers));
    expect(sent).toHaveLength(2);
    expect(sent.flat().sort()).toEqual(
      ["accept-encoding", "connection", "host", "user-agent"]
        .flatMap((name) => [name, name])
        .concat("range")
        .sort(),
    );
  });

  test("a realm that redirects takes nobody's password along", async () => {
    await using thief = await startRegistry({ auth: { kind: "token", isOpen: true } });
    await using realm = await startRegistry({
      answer: (_, response) => {
        response.writeHead(307, { Location: `${thief.realmUrl}/token` }).end();
        return true;
      },
    });
    await using server = await startRegistry({ images, auth: { kind: "token", realm: `${realm.url}/token` } });
    const client = clientOf([endpointOf(server.url)], { credentials: { [server.host]: me } });
    await expect(client.getManifest("team/app", "1")).rejects.toMatchObject({ code: "REGISTRY_DENIED" });
    expect(authorizations(realm)).toEqual({ registry: [BASIC] });
    expect(authorizations(thief)).toEqual({ realm: [undefined] });
  });

  test("a realm that redirects a refresh token is not followed", async () => {
    await using thief = await startRegistry();
    await using realm = await startRegistry({
      answer: (_, response) => {
        response.writeHead(307, { Location: `${thief.url}/token` }).end();
        return true;
      },
    });
    await using server = await startRegistry({ images, auth: { kind: "token", realm: `${realm.url}/token` } });
    const identity: Credential = { kind: "identity", token: "refresh-1", origin: "here" };
    const client = clientOf([endpointOf(server.url)], { credentials: { [server.host]: identity } });
    await expect(client.getManifest("team/app", "1")).rejects.toMatchObject({ code: "REGISTRY_UNEXPECTED_STATUS" });
    expect(thief.requests).toEqual([]);
  });

  test("a registry that redirects its manifests takes nobody's password along, there or back again", async () => {
    let home = "";
    await using elsewhere = await startRegistry({
      answer: ({ url }, response) => {
        response.writeHead(302, { Location: `${home}${url}?back` }).end();
        return true;
      },
    });
    await using server = await startRegistry({
      images,
      answer: ({ url, headers }, response) => {
        if (headers.authorization === undefined && !url.includes("?back")) return false;
        response.writeHead(url.includes("?back") ? 404 : 302, { Location: `${elsewhere.url}${url}` }).end();
        return true;
      },
      auth: { kind: "basic", user: "me", password: PASSWORD },
    });
    home = server.url;
    const client = clientOf([endpointOf(server.url)], { credentials: { [server.host]: me } });
    await expect(client.getManifest("team/app", "1")).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
    expect(authorizations(elsewhere)).toEqual({ registry: [undefined] });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, BASIC, undefined]);
  });

  test.each([
    { title: "a password", auth: { kind: "basic", user: "me", password: PASSWORD } as const },
    { title: "a token from its own realm", auth: { kind: "token", users: { me: PASSWORD } } as const },
  ])("a blob server that wants $title gets nothing", async ({ auth }) => {
    await using thief = await startRegistry({ auth });
    await using server = await startRegistry({
      answer: ({ url }, response) => {
        response.writeHead(307, { Location: `${thief.url}${url}?signature=SECRET-SIGNATURE` }).end();
        return true;
      },
    });
    const client = clientOf([endpointOf(server.url)], { credentials: { [server.host]: me, [thief.host]: me } });
    const read = readAll(client.openBlob("team/app", layer.digest, layer.bytes.length));
    await expect(read).rejects.toMatchObject({ code: "REGISTRY_DENIED" });
    await expect(read).rejects.toThrow(`${thief.host}, where ${server.host} sends us, refuses access`);
    await expect(read).rejects.not.toThrow("SECRET-SIGNATURE");
    expect(authorizations(thief, server)).toEqual({ registry: [undefined] });
    expect(client.answerFacts()?.realm).toBeUndefined();
  });

  test("a user and password in the realm's address are nobody's", async () => {
    await using server = await startRegistry({ auth: { kind: "token", isOpen: true } });
    const realm = `${server.realmUrl}/token`.replace("http://", "http://evil:pw@");
    await using registry = await startRegistry({
      answer: (_, response) => {
        response.writeHead(401, { "WWW-Authenticate": `Bearer realm="${realm}"` }).end();
        return true;
      },
    });
    const client = clientOf([endpointOf(registry.url)]);
    await expect(client.getManifest("team/app", "1")).rejects.toMatchObject({ code: "REGISTRY_DENIED" });
    expect(authorizations(server)).toEqual({ realm: [undefined] });
    expect(JSON.stringify(client.answerFacts())).not.toContain("evil:pw");
  });
});

describe("over plain http to another machine", () => {
  /** By their way, one reaches the server as `registry.example`: it plays the proxy. Nothing listens for https. */
  const waysTo = ({ url }: RegistryServer) => ({
    http_proxy: url.replace("127.0.0.1", "localhost"),
    https_proxy: "http://localhost:1",
  });
  const plain = endpointOf("http://registry.example");
  const encrypted = endpointOf("https://registry.example", { skipVerify: true });

  const challenges = {
    basic: 'Basic realm="x"',
    "a realm over https": 'Bearer realm="https://auth.example/token"',
    "a realm over http": 'Bearer realm="http://auth.example/token"',
    "its own realm": 'Bearer realm="http://registry.example/token"',
  };
  const credentials: readonly Credential[] = [
    me,
    { kind: "identity", token: PASSWORD, origin: "~/.docker/config.json" },
    { kind: "bearer", token: PASSWORD, origin: "~/.docker/config.json" },
  ];
  const cases = [[plain], [encrypted, plain]].flatMap((endpoints) =>
    credentials.flatMap((credential) =>
      Object.entries(challenges).map(([asks, challenge]) => ({
        way: endpoints.length === 1 ? "at once" : "since https failed",
        endpoints,
        kind: credential.kind,
        credential,
        asks,
        challenge,
      })),
    ),
  );

  test.each(cases)("($way) no $kind credentials go to who asks by $asks", async (row) => {
    await using server = await startRegistry({
      answer: (_, response) => {
        response.writeHead(401, { "WWW-Authenticate": row.challenge }).end();
        return true;
      },
    });
    const client = clientOf(row.endpoints, {
      environment: waysTo(server),
      credentials: { "registry.example": row.credential },
    });
    for (let times = 1; times <= 2; times++) {
      const got = client.getManifest("team/app", "1");
      await expect(got).rejects.toMatchObject({ code: "REGISTRY_INSECURE" });
      await expect(got).rejects.toThrow("those from ~/.docker/config.json were not sent");
      await expect(got).rejects.not.toThrow(PASSWORD);
    }
    expect(server.requests.map(({ url, body }) => [url, body])).toEqual([
      ["http://registry.example/v2/team/app/manifests/1", ""],
    ]);
    expect(authorizations(server)).toEqual({ registry: [undefined] });
  });

  test("who asks for none is read", async () => {
    await using server = await startRegistry({
      answer: (_, response) => {
        response.writeHead(200, { "Content-Type": image.manifest.mediaType }).end(image.manifest.bytes);
        return true;
      },
    });
    const client = clientOf([encrypted, plain], {
      environment: waysTo(server),
      credentials: { "registry.example": me },
    });
    expect((await client.getManifest("team/app", "1")).digest).toBe(image.manifest.digest);
    expect(authorizations(server)).toEqual({ registry: [undefined] });
  });
});

describe("in an error", () => {
  test("stands no secret, even if a server sends it back", async () => {
    await using server = await startRegistry({
      answer: ({ headers }, response) => {
        const message = `you sent '${headers.authorization}', that is me:${PASSWORD}`;
        response
          .writeHead(401, { "WWW-Authenticate": 'Basic realm="x"', "Content-Type": "application/json" })
          .end(JSON.stringify({ errors: [{ code: "UNAUTHORIZED", message }] }));
        return true;
      },
    });
    const client = clientOf([endpointOf(server.url)], { credentials: { [server.host]: me } });
    const error = await client.getManifest("team/app", "1").catch((cause: unknown) => cause);
    const text = `${error}${JSON.stringify(error)}`;
    expect(text).toContain("you sent 'Basic …', that is me:…");
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain(BASIC.slice(6));
  });

  test("stands no token, even if a server sends it back", async () => {
    const auth = { kind: "token", users: { me: PASSWORD } } as const;
    await using realm = await startRegistry({ auth });
    await using server = await startRegistry({
      answer: ({ headers }, response) => {
        response
          .writeHead(headers.authorization ? 403 : 401, {
            "WWW-Authenticate": `Bearer realm="${realm.realmUrl}/token"`,
            "Content-Type": "text/plain",
          })
          .end(`no access with ${headers.authorization}`);
        return true;
      },
    });
    const client = clientOf([endpointOf(server.url)], { credentials: { [server.host]: me } });
    const got = client.getManifest("team/app", "1");
    await expect(got).rejects.toThrow('("no access with Bearer …")');
    await expect(got).rejects.not.toThrow("token-1");
  });
});

/** A transport without a network: answers from a table, and records. */
function madeOf(answers: Readonly<Record<string, Partial<HttpAnswer>>>) {
  const sent: { url: string; request: HttpRequest }[] = [];
  const transport: Transport = {
    async send(url, request) {
      sent.push({ url: url.href, request });
      const answer = answers[url.href] ?? { status: 200 };
      async function* body() {
        yield new TextEncoder().encode('{"token":"t"}');
      }
      return {
        url,
        status: 200,
        headers: new Map(),
        challenges: [],
        body: body(),
        documentMs: 1000,
        discard: async () => {},
        ...answer,
      };
    },
    close: async () => {},
  };
  return { transport, sent };
}

const redirectTo = (location: string) => ({ status: 307, headers: new Map([["location", location]]) });

describe("a redirect", () => {
  test.each([
    { from: "https://registry.example/a", to: "http://registry.example/b" },
    { from: "https://registry.example/a", to: "http://127.0.0.1/b" },
    { from: "https://127.0.0.1/a", to: "http://registry.example/b" },
    { from: "http://registry.example/a", to: "file:///etc/passwd" },
    { from: "https://registry.example/a", to: "data:,x" },
  ])("from $from to $to is refused", async ({ from, to }) => {
    const { transport, sent } = madeOf({ [from]: redirectTo(`${to}?signature=SECRET-SIGNATURE`) });
    const followed = follow({ transport, start: new URL(from), headers: {}, authorization: "Basic x" });
    await expect(followed).rejects.toMatchObject({ code: "REGISTRY_INSECURE" });
    await expect(followed).rejects.not.toThrow("SECRET-SIGNATURE");
    expect(sent).toHaveLength(1);
  });

  test.each([
    { title: "the same origin", to: "/b", goesAlong: true },
    { title: "another host", to: "https://store.example/b", goesAlong: false },
    { title: "another port", to: "https://registry.example:8443/b", goesAlong: false },
    { title: "a user in the address", to: "https://me:pw@registry.example/b", goesAlong: true },
  ])("to $title: Authorization goes along: $goesAlong", async ({ to, goesAlong }) => {
    const start = "https://registry.example/a";
    const { transport, sent } = madeOf({ [start]: redirectTo(to) });
    await follow({ transport, start: new URL(start), headers: { range: "bytes=1-" }, authorization: "Basic x" });
    expect(sent.map(({ request }) => request.headers)).toEqual([
      { range: "bytes=1-", authorization: "Basic x" },
      { range: "bytes=1-", ...(goesAlong && { authorization: "Basic x" }) },
    ]);
  });

  test("from one machine's own https to its own http is followed", async () => {
    const start = "https://localhost/a";
    const { transport } = madeOf({ [start]: redirectTo("http://127.0.0.1:9000/b") });
    expect((await follow({ transport, start: new URL(start), headers: {} })).url.port).toBe("9000");
  });

  test.each([
    { title: "in a circle", to: "https://registry.example/a" },
    { title: "to what is no address", to: "https://[nowhere" },
  ])("$title ends", async ({ to }) => {
    const start = "https://registry.example/a";
    const { transport, sent } = madeOf({ [start]: redirectTo(to) });
    const followed = follow({ transport, start: new URL(start), headers: {} });
    await expect(followed).rejects.toMatchObject({ code: "REGISTRY_UNEXPECTED_STATUS" });
    expect(sent.length).toBeLessThanOrEqual(6);
  });
});

describe("a realm", () => {
  const ask = (registry: string, realm: string, transport: Transport) =>
    fetchToken({
      transport,
      registry: new URL(registry),
      host: "registry.example",
      realm,
      service: undefined,
      scope: "repository:a:pull",
      credential: { kind: "basic", user: "me", password: PASSWORD, origin: "here" },
      hide: (text) => text,
    });

  test.each([
    { title: "on another host, encrypted", registry: "https://registry.example", realm: "https://auth.example/token" },
    { title: "on this machine, as the registry", registry: "http://127.0.0.1:1", realm: "http://localhost:2/token" },
  ])("$title is asked", async ({ registry, realm }) => {
    const { transport, sent } = madeOf({});
    const withUser = realm.replace("//", "//evil:pw@");
    expect(await ask(registry, withUser, transport)).toEqual({ value: "t", lifeSeconds: 60 });
    expect(sent[0]?.request.headers.authorization).toBe(BASIC);
    expect(sent[0]?.url).toBe(`${realm}?scope=repository%3Aa%3Apull&account=me`);
  });

  test.each([
    { title: "that is not encrypted", registry: "https://registry.example", realm: "http://auth.example/token" },
    { title: "of the registry's host", registry: "https://registry.example", realm: "http://registry.example/token" },
    { title: "on this machine", registry: "https://registry.example", realm: "http://127.0.0.1:8080/token" },
    { title: "elsewhere", registry: "http://127.0.0.1:5000", realm: "http://auth.example/token" },
    { title: "on another port", registry: "http://reg.local:5000", realm: "http://reg.local:5001/token" },
    { title: "of an unencrypted registry itself", registry: "http://reg.local", realm: "http://reg.local/token" },
    { title: "of another kind", registry: "http://reg.local:5000", realm: "ftp://reg.local:5000/token" },
  ])("$title ($registry, $realm) gets nothing", async ({ registry, realm }) => {
    const { transport, sent } = madeOf({});
    const asked = ask(registry, realm.replace("//", "//evil:pw@"), transport);
    await expect(asked).rejects.toMatchObject({ code: "REGISTRY_INSECURE" });
    await expect(asked).rejects.not.toThrow("evil");
    expect(sent).toEqual([]);
  });

  test("that redirects to one that would get nothing is not followed", async () => {
    const realm = "http://127.0.0.1:2/token";
    const { transport, sent } = madeOf({
      [`${realm}?scope=repository%3Aa%3Apull&account=me`]: redirectTo("http://auth.example/token"),
    });
    await expect(ask("http://127.0.0.1:1", realm, transport)).rejects.toMatchObject({ code: "REGISTRY_INSECURE" });
    expect(sent).toHaveLength(1);
  });

  test.each(["not an address", "/token", ""])("'%s' is no address", async (realm) => {
    const { transport, sent } = madeOf({});
    await expect(ask("https://registry.example", realm, transport)).rejects.toMatchObject({
      code: "REGISTRY_UNEXPECTED_STATUS",
    });
    expect(sent).toEqual([]);
  });
});
