import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createHttpServer, get } from "node:http";
import { get as getSecurely } from "node:https";
import { type AddressInfo, connect, createServer, type ListenOptions, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectSecurely } from "node:tls";
import { expect, onTestFinished, test } from "vitest";

// TEST-NET-1 of RFC 5737: nobody's, so nothing is harmed should the stop fail.
const REMOTE = "192.0.2.1";

test.each<{ title: string; open: () => Socket | ReturnType<typeof get> }>([
  { title: "net.connect with options", open: () => connect({ host: REMOTE, port: 443 }) },
  { title: "net.connect with port and host", open: () => connect(443, REMOTE) },
  { title: "a host name", open: () => connect(443, "registry.invalid") },
  { title: "an IPv6 address", open: () => connect(443, "2001:db8::1") },
  { title: "a name that begins like the loopback", open: () => connect(443, "127.0.0.1.invalid") },
  { title: "tls.connect", open: () => connectSecurely({ host: REMOTE, port: 443 }) },
  { title: "http.get", open: () => get(`http://${REMOTE}/`) },
  { title: "https.get", open: () => getSecurely(`https://${REMOTE}/`) },
])("$title fails with the place it came from", async ({ open }) => {
  const error = await new Promise<Error>((resolve) => open().once("error", resolve));
  expect(error.message).toMatch(/tests do not use the network: connection to .*stopped-network\.test\.ts:\d+/);
});

test("fetch fails with the place it came from", async () => {
  await expect(fetch(`https://${REMOTE}/`)).rejects.toThrow(/fetch from 192\.0\.2\.1, .*stopped-network\.test\.ts:\d+/);
  await expect(fetch(new Request("http://[2001:db8::1]/"))).rejects.toThrow("tests do not use the network");
});

test.each(["127.0.0.1", "localhost"])("%s is reached", async (host) => {
  const port = await listen({ host, port: 0 });
  expect(await reaches(connect(port, host))).toBe(true);
  expect(await reaches(connect({ port, host }))).toBe(true);
});

test("a Unix socket is reached", async () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "socket");
  await listen({ path });
  expect(await reaches(connect(path))).toBe(true);
  expect(await reaches(connect({ path }))).toBe(true);
});

test("fetch from this machine works", async () => {
  const server = createHttpServer((_, response) => response.end("here"));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  expect(await response.text()).toBe("here");
});

async function listen(options: ListenOptions): Promise<number> {
  const server = createServer((socket) => socket.end());
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(options, resolve));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function reaches(socket: Socket): Promise<boolean> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject).once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
