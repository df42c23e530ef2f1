import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { type RecordedRequest, type RecordedServer, startServer } from "./recorded-server.ts";

export interface UploadRegistryOptions {
  /** Answers 413 to a larger body. */
  readonly mostBytes?: number;
  readonly fewestBytes?: number;
  /** Breaks off the connection in place of an answer to these, counted from 1. */
  readonly breaks?: readonly number[];
  /** Answers in place of the registry; `true` when it has. */
  readonly answer?: (request: RecordedRequest, response: ServerResponse) => boolean;
  /** The beginning of every `Location`; none when absent. */
  readonly locations?: string;
}

/** A registry that takes blobs and manifests of text: `await using registry = await startUploadRegistry()`. */
export interface UploadRegistry extends RecordedServer {
  readonly requests: readonly RecordedRequest[];
  /** `METHOD path`, without the repository, the session's name and the digest. */
  readonly asked: () => string[];
  readonly blobs: ReadonlyMap<string, string>;
  /** By tag. */
  readonly manifests: Map<string, string>;
}

/** Source: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#push */
export async function startUploadRegistry(options: UploadRegistryOptions = {}): Promise<UploadRegistry> {
  const requests: RecordedRequest[] = [];
  const blobs = new Map<string, string>();
  const manifests = new Map<string, string>();
  const uploads = new Map<string, string>();
  let writes = 0;

  function answer(request: RecordedRequest, response: ServerResponse): void {
    if (options.answer?.(request, response)) return;
    const { method, body, headers } = request;
    const url = new URL(request.url, "http://registry");
    const [, kind, name = ""] = /^\/v2\/team\/app\/(manifests|blobs\/uploads|blobs)\/(.*)$/.exec(url.pathname) ?? [];
    const end = (status: number, more: Record<string, string> = {}) => response.writeHead(status, more).end();
    if (kind === "manifests") {
      const found = manifests.get(name);
      if (method === "PUT") {
        manifests.set(name, body);
        end(201);
      } else if (found === undefined) end(404);
      else response.writeHead(200, { "Content-Type": "application/vnd.oci.image.manifest.v1+json" }).end(found);
      return;
    }
    if (kind === "blobs") {
      end(blobs.has(name) ? 200 : 404);
      return;
    }
    if (method === "POST") {
      const id = `session-${uploads.size + 1}`;
      uploads.set(id, "");
      const fewest = options.fewestBytes === undefined ? {} : { "OCI-Chunk-Min-Length": String(options.fewestBytes) };
      end(202, { Location: locationOf(id), ...fewest });
      return;
    }
    const held = uploads.get(name);
    if (held === undefined) {
      end(404);
      return;
    }
    if (method === "GET") {
      end(204, { Location: locationOf(name), Range: `0-${Math.max(held.length - 1, 0)}` });
      return;
    }
    writes++;
    if (options.breaks?.includes(writes)) {
      response.destroy();
      return;
    }
    if (body.length > (options.mostBytes ?? Number.POSITIVE_INFINITY)) {
      end(413);
      return;
    }
    const from = Number(/^(\d+)-/.exec(headers["content-range"] ?? "")?.[1] ?? held.length);
    if (from !== held.length) {
      end(416);
      return;
    }
    const whole = held + body;
    uploads.set(name, whole);
    if (method === "PATCH") {
      end(202, { Location: locationOf(name) });
      return;
    }
    const digest = `sha256:${createHash("sha256").update(whole).digest("hex")}`;
    if (url.searchParams.get("digest") !== digest) {
      end(400);
      return;
    }
    blobs.set(digest, whole);
    uploads.delete(name);
    end(201);
  }

  // What a registry writes behind the question mark has to come back as it was.
  const locationOf = (id: string) => `${options.locations ?? ""}/v2/team/app/blobs/uploads/${id}?_state=a%2Bb==`;

  const server = await startServer({ name: "registry", requests, answer });
  return {
    ...server,
    requests,
    blobs,
    manifests,
    asked: () =>
      requests.map(({ method, url }) =>
        `${method} ${url.replace("/v2/team/app/", "").replace(/session-\d+/, "SESSION")}`
          .replace(/sha256(:|%3A)[0-9a-f]{64}/, "DIGEST")
          .replace("?_state=a%2Bb==", "?"),
      ),
  };
}
