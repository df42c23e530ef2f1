import { createServer, request as httpRequest } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { clientOf, endpointOf, QUICK } from "../../../test/support/registry-client.ts";
import { startRegistry } from "../../../test/support/registry-server.ts";
import { buildImage } from "../build/build-image.ts";
import type { Endpoint } from "./credential.ts";
import { readBody } from "./read-body.ts";
import { createTransport } from "./transport.ts";

const image = buildImage({ layers: [{ entries: [{ path: "etc/motd", content: "hello" }] }] });
const images = { "team/app:1": image };

const authority = makeCertificate("Test authority", { isAuthority: true, hosts: [] });
const signed = makeCertificate("127.0.0.1", { issuer: authority });
const alone = makeCertificate("127.0.0.1");

const get = (url: string, more: Partial<Endpoint> = {}) =>
  clientOf([endpointOf(url, more)]).getManifest("team/app", "1");

describe("over TLS", () => {
  test("a server whose authority is named is trusted", async () => {
    await using registry = await startRegistry({ images, tls: signed });
    await get(registry.url, { authorities: [authority.certificate] });
    expect(registry.requests).toHaveLength(1);
  });

  test("so are the servers that it leads to", async () => {
    await using registry = await startRegistry({
      images,
      tls: signed,
      blobsElsewhere: true,
      auth: { kind: "token", isOpen: true },
    });
    const client = clientOf([endpointOf(registry.url, { authorities: [authority.certificate] })]);
    await client.getBlob("team/app", image.config.digest, image.config.bytes.length);
    expect(registry.requests.map(({ server }) => server)).toEqual(["registry", "realm", "registry", "blobs"]);
  });

  test.each([
    { title: "nobody signed", tls: alone, says: "its certificate is signed by nobody who is trusted here" },
    { title: "an unknown authority signed", tls: signed, says: "its certificate is signed by nobody" },
    {
      title: "has expired",
      tls: makeCertificate("127.0.0.1", { issuer: authority, validUntil: new Date("2020-01-01") }),
      authorities: [authority.certificate],
      says: "its certificate has expired",
    },
    {
      title: "is another's",
      tls: makeCertificate("other", { issuer: authority, hosts: ["other.example"] }),
      authorities: [authority.certificate],
      says: "its certificate is for another name",
    },
  ])("a certificate that $title is refused, before anything is sent", async ({ tls, authorities = [], says }) => {
    await using registry = await startRegistry({ images, tls });
    const got = get(registry.url, { authorities });
    await expect(got).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE" });
    await expect(got).rejects.toThrow(says);
    expect(registry.requests).toEqual([]);
  });

  test("a certificate that nobody signed is taken where that is allowed", async () => {
    await using registry = await startRegistry({ images, tls: alone });
    await get(registry.url, { skipVerify: true });
    expect(registry.requests).toHaveLength(1);
  });

  test.each([
    { title: "another host", host: "localhost" },
    { title: "another port of the host", host: "127.0.0.1" },
  ])("and not from $title that it leads to", async ({ host }) => {
    await using elsewhere = await startRegistry({ images, tls: alone });
    await using registry = await startRegistry({
      tls: alone,
      answer: ({ url }, response) => {
        response.writeHead(307, { Location: `${elsewhere.url.replace("127.0.0.1", host)}${url}` }).end();
        return true;
      },
    });
    const got = get(registry.url, { skipVerify: true });
    await expect(got).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE" });
    expect(elsewhere.requests).toEqual([]);
  });

  test("a server that wants a certificate of ours gets it", async () => {
    const ours = makeCertificate("me", { issuer: authority, hosts: [] });
    const tls = { ...signed, clientAuthority: authority.certificate };
    await using registry = await startRegistry({ images, tls });
    const authorities = [authority.certificate];
    await get(registry.url, { authorities, client: { certificate: ours.certificate, key: ours.key } });
    expect(registry.requests).toHaveLength(1);

    // Node.js as a server breaks off without a word; others say what they want, see unreachable.test.ts.
    await expect(get(registry.url, { authorities })).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE" });
    expect(registry.requests).toHaveLength(1);
  });

  test("another port of its host does not", async () => {
    const ours = makeCertificate("me", { issuer: authority, hosts: [] });
    await using elsewhere = await startRegistry({
      images,
      tls: { ...signed, clientAuthority: authority.certificate },
    });
    await using registry = await startRegistry({
      tls: signed,
      answer: ({ url }, response) => {
        response.writeHead(307, { Location: `${elsewhere.url}${url}` }).end();
        return true;
      },
    });
    const got = get(registry.url, {
      authorities: [authority.certificate],
      client: { certificate: ours.certificate, key: ours.key },
    });
    await expect(got).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE" });
    expect(registry.requests.length).toBeGreaterThan(0);
    expect(elsewhere.requests).toEqual([]);
  });

  test("a certificate of ours that does not fit its key is told of, without the key", async () => {
    const got = get("https://127.0.0.1:1", { client: { certificate: alone.certificate, key: signed.key } });
    await expect(got).rejects.toThrow(/the certificates or the key for it cannot be used/);
    await expect(got).rejects.not.toThrow("PRIVATE KEY");
  });

  test("a server of plain http is recognized", async () => {
    await using registry = await startRegistry({ images });
    const got = get(registry.url.replace("http:", "https:"));
    await expect(got).rejects.toThrow(`plain http most likely; allow that with --insecure-registry ${registry.host}`);
  });
});

/** A proxy on this machine that leads every connection to one port, and remembers who was meant. */
async function startProxy(port: number, password?: string) {
  const asked: string[] = [];
  const mayPass = (header: string | undefined) =>
    password === undefined || header === `Basic ${Buffer.from(password).toString("base64")}`;
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { pathname, search } = new URL(request.url ?? "");
    const onward = httpRequest(
      { port, host: "127.0.0.1", path: pathname + search, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(onward);
  });
  proxy.on("connect", (request, socket: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    if (!mayPass(request.headers["proxy-authorization"])) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    const onward = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  return { asked, host: `127.0.0.1:${(proxy.address() as AddressInfo).port}` };
}

describe("through a proxy", () => {
  const named = makeCertificate("registry.example", { issuer: authority, hosts: ["registry.example"] });
  const endpoint = endpointOf("https://registry.example", { authorities: [authority.certificate] });
  const portOf = ({ url }: { url: string }) => Number(new URL(url).port);

  test("https goes by CONNECT, encrypted from end to end", async () => {
    await using registry = await startRegistry({ images, tls: named });
    const proxy = await startProxy(portOf(registry));
    const client = clientOf([endpoint], { environment: { HTTPS_PROXY: proxy.host } });
    await client.getManifest("team/app", "1");
    await client.getBlob("team/app", image.config.digest, image.config.bytes.length);
    expect(proxy.asked[0]).toBe("CONNECT registry.example:443");
    expect(registry.requests).toHaveLength(2);
    expect(registry.requests[0]?.headers.host).toBe("registry.example");
  });

  test("which may want a password of its own", async () => {
    await using registry = await startRegistry({ images, tls: named });
    const proxy = await startProxy(portOf(registry), "user:hunter2");
    const client = clientOf([endpoint], { environment: { HTTPS_PROXY: `http://user:hunter2@${proxy.host}` } });
    await client.getManifest("team/app", "1");
    expect(registry.requests[0]?.headers["proxy-authorization"]).toBeUndefined();

    const wrong = clientOf([endpoint], { environment: { HTTPS_PROXY: `http://user:hunter3@${proxy.host}` } });
    const got = wrong.getManifest("team/app", "1");
    await expect(got).rejects.toThrow(`registry.example through the proxy ${proxy.host}: the proxy wants a user`);
    await expect(got).rejects.not.toThrow("hunter3");
  });

  test("http goes with its whole address", async () => {
    await using registry = await startRegistry({ images });
    const proxy = await startProxy(portOf(registry));
    // By name: undici connects to an address under the name of the server behind, which the stopped network takes ill.
    const environment = { http_proxy: proxy.host.replace("127.0.0.1", "localhost") };
    const client = clientOf([endpointOf("http://registry.example")], { environment });
    await client.getManifest("team/app", "1");
    expect(proxy.asked).toEqual(["GET http://registry.example/v2/team/app/manifests/1"]);
  });

  test("that is gone, the error names it", async () => {
    const client = clientOf([endpoint], { environment: { HTTPS_PROXY: "http://127.0.0.1:1" } });
    const got = client.getManifest("team/app", "1");
    await expect(got).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE" });
    await expect(got).rejects.toThrow("registry.example through the proxy 127.0.0.1:1: refuses connections");
  });
});

test("a proxy for all that is not spoken here is told of once, and gone past", async () => {
  const environment = { ALL_PROXY: "socks5h://127.0.0.1:1" };
  // A key that does not fit ends it before anything is sent: tests have no network.
  const endpoint = endpointOf("https://registry.example", {
    client: { certificate: alone.certificate, key: signed.key },
  });
  const client = clientOf([endpoint], { environment });
  for (let times = 1; times <= 2; times++) {
    const got = client.getManifest("team/app", "1");
    await expect(got).rejects.toMatchObject({ code: "REGISTRY_UNREACHABLE" });
  }
  expect(client.notices).toEqual([
    "ALL_PROXY names a proxy of the kind socks5h, which is not spoken here: it is not used",
  ]);
});

test("no more than six connections are made to one server", async () => {
  const open = { now: 0, most: 0 };
  await using registry = await startRegistry({
    answer: (_, response) => {
      open.most = Math.max(open.most, ++open.now);
      setTimeout(() => {
        open.now--;
        response.end();
      }, 5);
      return true;
    },
  });
  const transport = createTransport({ endpoint: endpointOf(registry.url), environment: {}, patience: QUICK });
  onTestFinished(() => transport.close());
  const send = async () => readBody(await transport.send(new URL(registry.url), { headers: {} }), 10, "x");
  await Promise.all(Array.from({ length: 20 }, send));
  expect(registry.requests).toHaveLength(20);
  expect(open.most).toBe(6);
});

test("a body that breaks before it is read breaks when it is read", async () => {
  await using registry = await startRegistry({
    answer: (_, response) => {
      response.writeHead(200, { "Content-Length": 100 });
      response.write("x", () => response.destroy());
      return true;
    },
  });
  const transport = createTransport({ endpoint: endpointOf(registry.url), environment: {}, patience: QUICK });
  onTestFinished(() => transport.close());
  const answer = await transport.send(new URL(registry.url), { headers: {} });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await expect(readBody(answer, 100, "x")).rejects.toMatchObject({ error: { code: "REGISTRY_UNREACHABLE" } });
});

test("after closing, what is being read ends", async () => {
  await using registry = await startRegistry({
    answer: (_, response) => {
      response.write("x");
      return true;
    },
  });
  const transport = createTransport({ endpoint: endpointOf(registry.url), environment: {}, patience: QUICK });
  const answer = await transport.send(new URL(registry.url), { headers: {} });
  const read = readBody(answer, 100, "x");
  await transport.close();
  await expect(read).rejects.toThrow();
});

test("a server that takes nothing more of what is sent is given up", async () => {
  // It begins to read, and stops.
  const server = createTcpServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.pause());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const patience = { ...QUICK, silenceMs: 100 };
  const transport = createTransport({ endpoint: endpointOf(url.origin), environment: {}, patience });
  onTestFinished(() => transport.close());
  // More than what the systems of both sides keep for it.
  const [piece, pieces] = [Buffer.alloc(64 * 1024), 1024];
  const open = async function* () {
    for (let i = 0; i < pieces; i++) yield piece;
  };
  const headers = { "content-length": String(piece.length * pieces) };
  await expect(transport.send(url, { method: "PUT", headers, body: { open } })).rejects.toMatchObject({
    error: { code: "REGISTRY_UNREACHABLE", message: expect.stringContaining("took nothing more for 0.1 s") },
  });
});
