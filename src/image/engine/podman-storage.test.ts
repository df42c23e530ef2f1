import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { describe as description, dockerArchive } from "../../../test/support/engine-server.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { DEFAULT_LIMITS } from "../../model/limits.ts";
import { buildImage } from "../build/build-image.ts";
import { findLocal } from "./local.ts";
import { findPodmanStorage } from "./podman-storage.ts";

const image = buildImage({ layers: [{ entries: [{ path: "a", content: "a" }] }] });
const hex = image.config.digest.slice("sha256:".length);

/** A Podman that knows one image by the names given; what it was told is kept beside it. */
function podman(script: { inspect?: string; save?: string } = {}) {
  const folder = temporaryFolder();
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return `'${join(folder, name)}'`;
  };
  const described = [{ ...description(image, ["localhost/app:latest"]), Id: hex }];
  const inspected = file("inspected.json", JSON.stringify(described));
  const listed = file("listed.json", JSON.stringify([{ Id: hex, Names: ["localhost/app:latest"], Created: 7 }]));
  const saved = file("saved.tar", dockerArchive(image));
  const log = join(folder, "log");
  const program = [
    "#!/bin/sh",
    `echo "$@" >> '${log}'`,
    `case "$*" in`,
    `  "image exists -- app" | "image exists -- ${hex}") exit 0 ;;`,
    `  "image exists -- broken") echo "Error: storage is locked" >&2; exit 125 ;;`,
    `  "image exists -- "*) exit 1 ;;`,
    `  "image inspect --format json -- "*) ${script.inspect ?? `cat ${inspected}`} ;;`,
    `  "images --format json") cat ${listed} ;;`,
    `  "save --format docker-archive -- ${hex}" | "save --format docker-archive -- sha256:${hex}")`,
    `    ${script.save ?? `cat ${saved}`} ;;`,
    `  *) echo "unknown: $*" >&2; exit 64 ;;`,
    "esac",
  ];
  file("podman", program.join("\n"));
  chmodSync(join(folder, "podman"), 0o755);
  const host = { environment: { PATH: `/nowhere:${folder}:/usr/bin:/bin` }, home: folder, platform: "linux" } as const;
  return { host, told: () => readFileSync(log, "utf8").trim().split("\n") };
}

const open = async (options: Parameters<typeof findPodmanStorage>[0]) => {
  const engine = await findPodmanStorage(options);
  return engine ?? expect.fail("there is no podman");
};

async function drain(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let sizeBytes = 0;
  for await (const chunk of chunks) sizeBytes += chunk.length;
  return sizeBytes;
}

describe("Podman's program", () => {
  test("steps in where no socket answers, tells of an image and saves it", async () => {
    const { host } = podman();
    const notices: string[] = [];
    const environment = { ...host.environment, CONTAINER_HOST: "unix:///nowhere/podman.sock" };
    const local = { host: { ...host, environment }, kinds: ["podman"] } as const;
    const { image: opened } = await findLocal("app", "app", { onNotice: (text) => notices.push(text) }, local);
    expect(opened?.configDigest).toBe(image.config.digest);
    expect(opened?.source).toEqual({ kind: "local", reference: "app", names: ["localhost/app:latest"] });
    expect(notices).toEqual([expect.stringContaining("CONTAINER_HOST")]);
    await opened?.close?.();
  });

  test("tells its newest image", async () => {
    const engine = await open({ host: podman().host });
    expect(await engine.findNewest()).toEqual({ id: image.config.digest, createdAt: 7 });
  });

  test("knows what it does not have", async () => {
    const engine = await open({ host: podman().host });
    expect(await engine.findImage("other")).toBeUndefined();
  });

  test("takes no name for an option, nor gives it to a shell", async () => {
    const { host, told } = podman();
    const engine = await open({ host });
    await engine.findImage("--help; reboot");
    expect(told()).toEqual(["image exists -- --help; reboot"]);
  });

  test.each([
    { title: "that fails", name: "broken", code: "ENGINE_FAILED", says: "storage is locked" },
    { title: "that says no JSON", name: "app", inspect: "echo oops", code: "ENGINE_FAILED", says: "not JSON" },
    { title: "that says too much", name: "app", inspect: "cat /dev/zero", code: "LIMIT_EXCEEDED", says: "more than" },
    { title: "that is killed", name: "app", inspect: "kill -9 $$", code: "ENGINE_FAILED", says: "by a signal" },
  ])("$title is an error", async ({ name, inspect, code, says }) => {
    const limits = { ...DEFAULT_LIMITS, documentBytes: 10_000 };
    const engine = await open({ host: podman({ ...(inspect && { inspect }) }).host, limits });
    await expect(engine.findImage(name)).rejects.toMatchObject({ code, message: expect.stringContaining(says) });
  });

  test("that fails while it saves is an error, though something came", async () => {
    const { host } = podman({ save: "echo some; echo 'no space left' >&2; exit 125" });
    const engine = await open({ host });
    await expect(drain(engine.save(hex))).rejects.toMatchObject({
      code: "ENGINE_FAILED",
      message: expect.stringContaining("no space left"),
      details: { exitCode: 125 },
    });
  });

  test("is ended when the user stops, and when nobody reads on", async () => {
    const { host } = podman({ save: "exec cat /dev/zero" });
    const stop = new AbortController();
    const chunks = (await open({ host, signal: stop.signal })).save(hex)[Symbol.asyncIterator]();
    await chunks.next();
    stop.abort();
    await expect(
      (async () => {
        for (;;) if ((await chunks.next()).done) return;
      })(),
    ).rejects.toMatchObject({ code: "INTERRUPTED" });
    // Would never end if the program were waited for.
    for await (const _ of (await open({ host })).save(hex)) break;
  });
});

describe("what Podman's program leaves behind", () => {
  const LEAVE = 'mkdir "$TMPDIR/pipeDir1" && echo x > "$TMPDIR/pipeDir1/layer"; echo "$TMPDIR" >';
  const stop = new AbortController();

  test.each<{ title: string; save: string; read: (chunks: AsyncIterable<Uint8Array>) => Promise<unknown> }>([
    { title: "it ends", save: "echo all", read: drain },
    { title: "it fails", save: "exit 125", read: (chunks) => expect(drain(chunks)).rejects.toThrow("code 125") },
    {
      title: "nobody reads on",
      save: "exec cat /dev/zero",
      read: async (chunks) => {
        for await (const _ of chunks) break;
      },
    },
    {
      title: "the user stops",
      save: "exec cat /dev/zero",
      read: async (chunks) => {
        const stopAtOnce = async () => {
          for await (const _ of chunks) stop.abort();
        };
        await expect(stopAtOnce()).rejects.toMatchObject({ code: "INTERRUPTED" });
      },
    },
  ])("is in a folder of its own, which is gone when $title", async ({ save, read }) => {
    const folder = temporaryFolder();
    const told = join(temporaryFolder(), "told");
    vi.stubEnv("TMPDIR", folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { host } = podman({ save: `${LEAVE} '${told}'; ${save}` });
    await read((await open({ host, signal: stop.signal })).save(hex));
    const own = readFileSync(told, "utf8").trim();
    expect(dirname(own)).toBe(folder);
    // As the sweep of src/host/spool.ts knows it.
    expect(basename(own)).toMatch(/^plimsoll-spool-(\d+)-[0-9a-f]{12}$/);
    expect(existsSync(own)).toBe(false);
  });

  test("it cleans up itself when its output is closed, before any signal comes", async () => {
    const cleaned = join(temporaryFolder(), "cleaned");
    const { host } = podman({ save: `trap '' PIPE; while echo x; do :; done 2>&-; sleep 0.3; touch '${cleaned}'` });
    for await (const _ of (await open({ host })).save(hex)) break;
    expect(existsSync(cleaned)).toBe(true);
  });
});

test("Podman's program does not get credentials of ours", async () => {
  const told = join(temporaryFolder(), "told");
  const { host } = podman({ save: `env > '${told}'` });
  const ours = { PLIMSOLL_REGISTRY_TOKEN: "s3cret", DOCKER_SCOUT_REGISTRY_PASSWORD: "s3cret", KEPT: "kept" };
  const engine = await open({ host: { ...host, environment: { ...host.environment, ...ours } } });
  await drain(engine.save(hex));
  expect(readFileSync(told, "utf8")).toContain("KEPT=kept");
  expect(readFileSync(told, "utf8")).not.toMatch(/s3cret|_REGISTRY_/);
});

test("a Podman in the folder that one stands in is none", async () => {
  const { host } = podman();
  const PATH = relative(process.cwd(), host.home);
  expect(await findPodmanStorage({ host: { ...host, environment: { PATH } } })).toBeUndefined();
});

test("where there is no such program there is no such engine", async () => {
  const host = { environment: { PATH: "/nowhere" }, home: "/nowhere", platform: "linux" } as const;
  expect(await findPodmanStorage({ host })).toBeUndefined();
});
