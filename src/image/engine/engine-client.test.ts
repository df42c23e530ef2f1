import { describe, expect, test } from "vitest";
import {
  type Answer,
  dockerArchive,
  engineAnswers,
  engineServer,
  PODMAN_HEADERS,
  ping,
} from "../../../test/support/engine-server.ts";
import { DEFAULT_LIMITS } from "../../model/limits.ts";
import { buildImage } from "../build/build-image.ts";
import { openEngine } from "./engine-client.ts";
import { engineHost } from "./engine-host.ts";

const image = buildImage({ layers: [{ entries: [{ path: "a", content: "a" }] }] });
const other = buildImage({ layers: [{ entries: [{ path: "b", content: "b" }] }] });
const id = image.config.digest;
const host = engineHost();
const arm64 = { os: "linux", architecture: "arm64" };

async function open(answers: Record<string, Answer>, options: Partial<Parameters<typeof openEngine>[1]> = {}) {
  const { url, requests } = await engineServer(answers);
  const endpoint = { kind: "docker", url, origin: "DOCKER_HOST", isNamed: true } as const;
  return { requests, engine: await openEngine(endpoint, { host, ...options }) };
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return new Uint8Array(Buffer.concat(pieces));
}

describe("an engine", () => {
  test("is asked in the version that it names", async () => {
    const { engine, requests } = await open(engineAnswers([{ image, tags: ["app:1"] }], { api: "1.41" }));
    expect(await engine.findImage("app:1")).toMatchObject({ id, names: ["app:1"], isIndex: false });
    expect(requests).toEqual(["/_ping", "/v1.41/images/app:1/json"]);
    expect(engine.kind).toBe("docker");
  });

  test("that names no version is asked without one", async () => {
    const described = engineAnswers([{ image, tags: ["app:1"] }])["/v1.41/images/app:1/json"] as Answer;
    const { engine } = await open({ "/_ping": { json: "OK" }, "/images/app:1/json": described });
    expect(await engine.findImage("app:1")).toMatchObject({ id });
  });

  test("behind Docker's address may be Podman", async () => {
    const { engine } = await open(engineAnswers([], { headers: PODMAN_HEADERS }));
    expect(engine).toMatchObject({ kind: "podman", label: expect.stringContaining("Podman (unix://") });
  });

  test("saves what it has", async () => {
    const { engine } = await open(engineAnswers([{ image, tags: [] }]));
    expect(await bytesOf(engine.save(id))).toEqual(new Uint8Array(dockerArchive(image)));
  });

  test.each([
    { title: "a name that it does not have", name: "nothing" },
    { title: "a name that would change the question", name: "app?all=1#x" },
  ])("says nothing to $title", async ({ name }) => {
    const { engine, requests } = await open(engineAnswers([]));
    expect(await engine.findImage(name)).toBeUndefined();
    expect(requests.at(-1)).toBe(`/v1.41/images/${encodeURIComponent(name)}/json`.replaceAll("%3D", "="));
  });

  test("tells its newest image, the first of several of one moment, named or not", async () => {
    const { engine } = await open(
      engineAnswers([
        { image: other, tags: ["old:1"], created: 5 },
        { image, tags: [], created: 7 },
        { image: other, tags: ["as-new:1"], created: 7 },
      ]),
    );
    expect(await engine.findNewest()).toEqual({ id, createdAt: 7 });
  });

  test("without images has no newest", async () => {
    const { engine } = await open(engineAnswers([]));
    expect(await engine.findNewest()).toBeUndefined();
  });
});

describe("a platform", () => {
  const query = `?platform=${encodeURIComponent(JSON.stringify(arm64))}`;

  test("is named to an engine that can choose", async () => {
    const { engine } = await open({
      ...engineAnswers([], { api: "1.48" }),
      [`/v1.48/images/${id}/get${query}`]: { bytes: Uint8Array.of(1, 2) },
    });
    expect(await bytesOf(engine.save(id, arm64))).toEqual(Uint8Array.of(1, 2));
  });

  test("is not named to one that cannot", async () => {
    const { engine, requests } = await open(engineAnswers([{ image, tags: [] }], { api: "1.47" }));
    await bytesOf(engine.save(id, arm64));
    expect(requests.at(-1)).toBe(`/v1.47/images/${id}/get`);
  });

  test("that the engine does not have is told as that", async () => {
    const { engine } = await open(engineAnswers([{ image, tags: [] }], { api: "1.48" }));
    await expect(bytesOf(engine.save(id, arm64))).rejects.toMatchObject({ code: "PLATFORM_NOT_FOUND" });
    await expect(bytesOf(engine.save("gone"))).rejects.toMatchObject({ code: "ENGINE_FAILED" });
  });
});

describe("an engine that fails", () => {
  const path = "/v1.41/images/app:1/json";
  const greeting = { "/_ping": ping("1.41") };

  test.each<{ title: string; answer: Answer; code: string; message?: string }>([
    {
      title: "with a message",
      answer: { status: 500, json: { message: "disk on fire" } },
      code: "ENGINE_FAILED",
      message: "answered 500: disk on fire",
    },
    {
      title: "with a page",
      answer: (response) => response.writeHead(502).end("<h1>Bad gateway</h1>"),
      code: "ENGINE_FAILED",
      message: "answered 502: <h1>Bad gateway</h1>",
    },
    { title: "with what is not JSON", answer: { bytes: Uint8Array.of(123) }, code: "ENGINE_FAILED" },
    { title: "with other JSON", answer: { json: { Id: "../etc/passwd" } }, code: "ENGINE_FAILED" },
    {
      title: "with more than is read",
      answer: { json: { Id: id, Comment: "x".repeat(2000) } },
      code: "LIMIT_EXCEEDED",
    },
    {
      title: "in the middle of its answer",
      answer: (response) => {
        response.writeHead(200, { "Content-Length": 100 });
        response.write("{", () => response.destroy());
      },
      code: "ENGINE_FAILED",
      message: "stopped in the middle",
    },
    { title: "with silence", answer: () => undefined, code: "ENGINE_UNREACHABLE", message: "does not answer in time" },
  ])("$title", async ({ answer, code, message = "" }) => {
    const { engine } = await open(
      { ...greeting, [path]: answer },
      {
        limits: { ...DEFAULT_LIMITS, documentBytes: 1000 },
        patience: { greetingMs: 10_000, silenceMs: 200, archiveMs: 200 },
      },
    );
    await expect(engine.findImage("app:1")).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test("while it saves", async () => {
    const { engine } = await open({
      ...greeting,
      [`/v1.41/images/${id}/get`]: (response) => {
        response.writeHead(200);
        response.write("some of it", () => response.destroy());
      },
    });
    await expect(bytesOf(engine.save(id))).rejects.toMatchObject({ code: "ENGINE_FAILED" });
  });

  test("to greet is not reached", async () => {
    const forbidden = open({ "/_ping": { status: 403, json: { message: "not for you" } } });
    await expect(forbidden).rejects.toMatchObject({
      code: "ENGINE_UNREACHABLE",
      message: expect.stringContaining("not for you"),
    });
  });

  test("is let go of when the user stops", async () => {
    const stop = new AbortController();
    const { engine } = await open({ ...greeting, [path]: () => stop.abort() }, { signal: stop.signal });
    await expect(engine.findImage("app:1")).rejects.toMatchObject({ code: "INTERRUPTED" });
  });

  test("is let go of when the user stops while it saves", async () => {
    const stop = new AbortController();
    const { engine } = await open(
      { ...greeting, [`/v1.41/images/${id}/get`]: (response) => void response.writeHead(200).write("some of it") },
      { signal: stop.signal },
    );
    const chunks = engine.save(id)[Symbol.asyncIterator]();
    await chunks.next();
    stop.abort();
    await expect(chunks.next()).rejects.toMatchObject({ code: "INTERRUPTED" });
  });
});

test.each([
  { url: "unix:///nowhere/docker.sock", says: "there is no such socket" },
  { url: "tcp://127.0.0.1:1", says: "refused" },
  { url: "tcp://user:secret@127.0.0.1:1", says: "Docker (tcp://127.0.0.1:1, " },
  { url: "tcp://127.0.0.1:1/base", says: "has a path" },
  { url: "tcp://", says: "is no address" },
  { url: "tcp://[", says: "is no address" },
  { url: "fd://3", says: "is no address" },
  { url: "127.0.0.1:1", says: "is no address" },
  { url: "ssh://", says: "is no address" },
  { url: "ssh://somewhere/$(reboot)", says: "a shell could mistake" },
])("$url is not reached: $says", async ({ url, says }) => {
  const endpoint = { kind: "docker", url, origin: "DOCKER_HOST", isNamed: true } as const;
  await expect(openEngine(endpoint, { host })).rejects.toMatchObject({
    code: "ENGINE_UNREACHABLE",
    message: expect.stringContaining(says),
  });
  await expect(openEngine(endpoint, { host })).rejects.not.toMatchObject({
    message: expect.stringContaining("secret"),
  });
});
