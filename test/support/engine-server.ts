import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { BuiltImage } from "../../src/image/build/build-image.ts";
import { writeDockerArchive } from "../../src/image/build/write-image.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What a path is answered with: JSON of a value, bytes, or whatever a function does. */
export type Answer =
  | { readonly status?: number; readonly json: unknown }
  | { readonly bytes: Uint8Array }
  | ((response: ServerResponse) => void);

export interface EngineServer {
  /** `unix:///tmp/…/engine.sock`, or `tcp://127.0.0.1:PORT` where it is encrypted. */
  readonly url: string;
  /** Paths that were asked for, with their queries, in order. */
  readonly requests: readonly string[];
}

/** How an engine on the network is encrypted, in PEM; who asks has to have a certificate of the same authority. */
export interface EngineTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** An HTTP server of one test's own, on a socket or encrypted on a port, that answers as engines were recorded to. */
export async function engineServer(answers: Readonly<Record<string, Answer>>, tls?: EngineTls): Promise<EngineServer> {
  const requests: string[] = [];
  const listener: RequestListener = (request, response) => {
    const path = request.url ?? "";
    requests.push(path);
    const answer = answers[path] ?? { status: 404, json: { message: `no such image: ${path}` } };
    if (typeof answer === "function") return answer(response);
    if ("bytes" in answer) return response.writeHead(200, { "Content-Type": "application/x-tar" }).end(answer.bytes);
    response.writeHead(answer.status ?? 200, { "Content-Type": "application/json" }).end(JSON.stringify(answer.json));
  };
  const server = tls ? createSecureServer({ ...tls, requestCert: true }, listener) : createServer(listener);
  const path = join(temporaryFolder(), "engine.sock");
  await new Promise<void>((resolve) => {
    if (tls) server.listen(0, "127.0.0.1", resolve);
    else server.listen(path, resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: tls ? `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` : `unix://${path}`, requests };
}

/** One image as an engine keeps it. */
export interface KeptImage {
  readonly image: BuiltImage;
  /** `debian:12`; none of a dangling one. */
  readonly tags: readonly string[];
  readonly digests?: readonly string[];
  /** Seconds since 1970. */
  readonly created?: number;
  /** Paths beside its tags and its id by which it is found. */
  readonly alsoKnownAs?: readonly string[];
  /** Fields that its description has beside the usual ones, or instead. */
  readonly description?: Readonly<Record<string, unknown>>;
  /** What comes when it is saved; its own archive when absent. */
  readonly saved?: Answer;
}

/** What `/_ping` is answered with. Recorded of Docker 20.10 (API 1.41), 28 (1.50) and Podman 4.3. */
export function ping(api: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) =>
    response.writeHead(200, { "Api-Version": api, "Docker-Experimental": "false", ...headers }).end("OK");
}

export const PODMAN_HEADERS = { "Libpod-Api-Version": "4.3.1", Server: "Libpod/4.3.1 (linux)" };

/** The answers of an engine that has these images. */
export function engineAnswers(
  kept: readonly KeptImage[],
  { api = "1.41", headers = {} }: { readonly api?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Record<string, Answer> {
  const prefix = `/v${api}`;
  const knowsManifests = Number(api.split(".")[1]) >= 48 && headers["Libpod-Api-Version"] === undefined;
  const answers: Record<string, Answer> = { "/_ping": ping(api, headers) };
  const list: unknown[] = [];
  for (const { image, tags, digests = [], created = 1_760_000_000, alsoKnownAs = [], description, saved } of kept) {
    const described = { ...describe(image, tags, digests), ...description };
    list.push({
      Id: described.Id,
      ParentId: "",
      RepoTags: tags,
      RepoDigests: digests,
      Created: created,
      Containers: -1,
    });
    const id = String(described.Id);
    for (const name of [...tags, ...digests, ...alsoKnownAs, id, id.slice("sha256:".length)]) {
      answers[`${prefix}/images/${name}/json${knowsManifests ? "?manifests=1" : ""}`] = { json: described };
    }
    answers[`${prefix}/images/${id}/get`] = saved ?? { bytes: dockerArchive(image) };
  }
  answers[`${prefix}/images/json`] = { json: list };
  return answers;
}

/** The description of an image, as Docker 20.10 gives it; Podman 4.3 has the same fields. */
export function describe(image: BuiltImage, tags: readonly string[], digests: readonly string[] = []) {
  return {
    Id: image.config.digest,
    RepoTags: tags,
    RepoDigests: digests,
    Parent: "",
    Created: "2025-10-09T08:53:20Z",
    Config: { Env: null, Cmd: null },
    Architecture: image.platform.architecture,
    ...(image.platform.variant && { Variant: image.platform.variant }),
    Os: image.platform.os,
    Size: image.layers.reduce((sum, { tar }) => sum + tar.length, 0),
    GraphDriver: { Data: { MergedDir: "/var/lib/docker/overlay2/1/merged" }, Name: "overlay2" },
    RootFS: { Type: "layers", Layers: image.layers.map(({ diffId }) => diffId) },
    Metadata: { LastTagTime: "0001-01-01T00:00:00Z" },
  };
}

/** What `docker save` of an id writes, whose image has no name there. */
export function dockerArchive(image: BuiltImage): Uint8Array {
  const file = join(temporaryFolder(), "saved.tar");
  writeDockerArchive(file, [{ name: "left/out:1", image }]);
  return readFileSync(file);
}
