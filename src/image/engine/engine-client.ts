import { KnownError } from "../../model/errors.ts";
import { formatPlatform, type Platform } from "../../model/image.ts";
import { DEFAULT_LIMITS } from "../../model/limits.ts";
import type { OpenOptions } from "../image.ts";
import type { Endpoint } from "./endpoints.ts";
import type { Engine } from "./engine.ts";
import { parseImage, parseNewest } from "./engine-answers.ts";
import { connectEngine } from "./engine-connection.ts";
import type { EngineHost } from "./engine-host.ts";
import { askEngine, type EngineAnswer } from "./engine-request.ts";
import { labelOf } from "./engine-trouble.ts";

/** How long an engine may say nothing, in milliseconds. */
export interface EnginePatience {
  /** Before it answers a greeting; ssh has to log in first. */
  readonly greetingMs: number;
  /** Before it answers a question, and between two pieces of any answer. */
  readonly silenceMs: number;
  /** Before the first byte of an archive: many engines write all of it to their disk first. */
  readonly archiveMs: number;
}

const PATIENCE: EnginePatience = { greetingMs: 15_000, silenceMs: 60_000, archiveMs: 15 * 60_000 };

/** Since API 1.48 an archive can be of one platform, and a description lists the manifests of an index. */
const PLATFORM_API = 48;

/** What an engine is asked with. */
export interface EngineOptions extends Pick<OpenOptions, "limits" | "signal"> {
  readonly host: EngineHost;
  readonly patience?: EnginePatience;
}

/**
 * An engine behind Docker's HTTP API, which Podman speaks too.
 *
 * Source: https://docs.docker.com/reference/api/engine/
 *
 * @throws {KnownError} `ENGINE_UNREACHABLE` when it does not answer, or is none; `INTERRUPTED`
 */
export async function openEngine(endpoint: Endpoint, options: EngineOptions): Promise<Engine> {
  const { host, limits = DEFAULT_LIMITS, signal, patience = PATIENCE } = options;
  const client = connectEngine(endpoint, host);
  let label = labelOf(endpoint);
  const ask = (path: string, answerMs = patience.silenceMs) =>
    askEngine({
      ...{ client, path, endpoint, label, signal, answerMs },
      platform: host.platform,
      silenceMs: patience.silenceMs,
    });

  let version: EngineVersion;
  try {
    version = await readGreeting(await ask("/_ping", patience.greetingMs), endpoint);
  } catch (error) {
    await client.destroy();
    throw error;
  }
  const { kind, prefix, knowsPlatforms } = version;
  label = labelOf({ ...endpoint, kind });

  async function findText(path: string): Promise<string | undefined> {
    const answer = await ask(`${prefix}${path}`);
    if (answer.status === 200) return answer.text(limits.documentBytes);
    const failure = await answer.failure();
    if (answer.status === 404) return undefined;
    throw failure;
  }

  return {
    kind,
    label,
    async findImage(name) {
      const text = await findText(`/images/${escapeName(name)}/json${knowsPlatforms ? "?manifests=1" : ""}`);
      return text === undefined ? undefined : parseImage(text, label, kind === "podman" || knowsPlatforms);
    },
    async findNewest() {
      const text = await findText("/images/json");
      return text === undefined ? undefined : parseNewest(text, label);
    },
    async *save(id, platform) {
      const query = platform && knowsPlatforms ? `?platform=${encodeURIComponent(ociPlatform(platform))}` : "";
      const answer = await ask(`${prefix}/images/${escapeName(id)}/get${query}`, patience.archiveMs);
      if (answer.status !== 200) {
        const failure = await answer.failure();
        // The image was there a moment ago: it is the platform that is not.
        if (answer.status !== 404 || !platform || query === "") throw failure;
        const wanted = formatPlatform(platform);
        throw new KnownError("PLATFORM_NOT_FOUND", failure.message, { platform: wanted }, failure);
      }
      yield* answer.chunks();
    },
    [Symbol.asyncDispose]: () => client.destroy(),
  };
}

interface EngineVersion extends Pick<Engine, "kind"> {
  /** `/v1.41` */
  readonly prefix: string;
  readonly knowsPlatforms: boolean;
}

async function readGreeting(answer: EngineAnswer, endpoint: Endpoint): Promise<EngineVersion> {
  const failure = await answer.failure();
  if (answer.status !== 200) {
    throw new KnownError("ENGINE_UNREACHABLE", failure.message, { ...failure.details, engine: endpoint.kind }, failure);
  }
  const kind = answer.header("libpod-api-version") === undefined ? endpoint.kind : "podman";
  // To ask without a version is deprecated. What we read of the answers is in all that are served today.
  const minor = /^1\.(\d{1,4})$/.exec(answer.header("api-version") ?? "")?.[1];
  return {
    kind,
    prefix: minor === undefined ? "" : `/v1.${minor}`,
    knowsPlatforms: kind === "docker" && Number(minor ?? 0) >= PLATFORM_API,
  };
}

/** A name in a path; its slashes, colons and `@` stay. */
function escapeName(name: string): string {
  return encodeURI(name).replace(/[?#]/g, encodeURIComponent);
}

function ociPlatform({ os, architecture, variant }: Platform): string {
  return JSON.stringify({ os, architecture, ...(variant && { variant }) });
}
