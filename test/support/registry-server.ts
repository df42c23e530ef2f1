import type { ServerResponse } from "node:http";
import { type BuiltBlob, type BuiltImage, buildIndex } from "../../src/image/build/build-image.ts";
import { type RecordedRequest, type RecordedServer, type ServerTls, startServer } from "./recorded-server.ts";
import { createTokenRealm, type TokenAuth } from "./token-realm.ts";

export type { RecordedRequest, ServerTls } from "./recorded-server.ts";
export type { TokenAuth } from "./token-realm.ts";

export interface BasicAuth {
  readonly kind: "basic";
  readonly user: string;
  readonly password: string;
}

export interface RegistryServerOptions {
  /** By name: `team/app:1`; several images of one name are an index of platforms. */
  readonly images?: Readonly<Record<string, BuiltImage | readonly BuiltImage[]>>;
  /** Of all its servers; plain http when absent. */
  readonly tls?: ServerTls;
  readonly auth?: BasicAuth | TokenAuth;
  /** Redirects blobs to a server on another port, with a signature in the query. */
  readonly blobsElsewhere?: boolean;
  /** Breaks the connection this often, each time after so many bytes of a blob. */
  readonly drops?: { readonly afterBytes: number; readonly times: number };
  /** Falls silent instead of breaking the connection. */
  readonly isSilent?: boolean;
  /** What is made of `Range`; given when absent. */
  readonly ranges?: "given" | "ignored" | "refused" | "wrong";
  /** Sends blobs without saying how long they are. */
  readonly chunked?: boolean;
  /** Answers this often with a status, before it answers as it should. */
  readonly fails?: {
    readonly times: number;
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    /** Which requests; all when absent. */
    readonly path?: RegExp;
  };
  /** For manifests, in place of the true one. */
  readonly contentDigest?: string;
  /** With every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers what the registry itself would answer otherwise; `true` when it has. */
  readonly answer?: (request: RecordedRequest, response: ServerResponse) => boolean;
}

/** A registry on this machine: `await using registry = await startRegistry({ images })`. */
export interface RegistryServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** `127.0.0.1:PORT`, as the names of its images begin. */
  readonly host: string;
  /** Of the server that gives the tokens, when there is one. */
  readonly realmUrl?: string;
  /** Of the server that has the blobs, when it is another one. */
  readonly blobsUrl?: string;
  /** Every request to any of its servers, in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Blobs and manifests by digest; a test may take some away. */
  readonly blobs: Map<string, BuiltBlob>;
  /** Manifests by `REPOSITORY:TAG`. */
  readonly tags: Map<string, BuiltBlob>;
  /** Lets no token count that was given so far. */
  readonly revokeTokens: () => void;
}

/** Source: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md */
export async function startRegistry(options: RegistryServerOptions = {}): Promise<RegistryServer> {
  const { tls, auth, images = {} } = options;
  const requests: RecordedRequest[] = [];
  const { blobs, tags } = contentOf(images);
  const realm = auth?.kind === "token" ? createTokenRealm(auth) : undefined;
  const servers: RecordedServer[] = [];
  const start = async (name: string, answer: (request: RecordedRequest, response: ServerResponse) => void) => {
    const server = await startServer({ name, requests, tls, answer });
    servers.push(server);
    return server;
  };
  let failures = options.fails?.times ?? 0;
  let drops = options.drops?.times ?? 0;

  const realmServer = realm && (await start("realm", failFirst(realm.answer)));
  const blobServer = options.blobsElsewhere ? await start("blobs", failFirst(sendBlob)) : undefined;
  const registry = await start("registry", failFirst(answerAsRegistry));

  function failFirst(answer: (request: RecordedRequest, response: ServerResponse) => void) {
    return (request: RecordedRequest, response: ServerResponse): void => {
      const { fails } = options;
      for (const [name, value] of Object.entries(options.headers ?? {})) response.setHeader(name, value);
      if (fails && failures > 0 && (fails.path ?? /./).test(request.url)) {
        failures--;
        response.writeHead(fails.status, fails.headers).end(fails.body);
      } else answer(request, response);
    };
  }

  function answerAsRegistry(request: RecordedRequest, response: ServerResponse): void {
    if (options.answer?.(request, response)) return;
    const [, repository = "", kind, reference = ""] =
      /^\/v2\/(.+)\/(manifests|blobs)\/([^/?]+)$/.exec(request.url) ?? [];
    const refusal = challengeOf(request, repository);
    if (refusal !== undefined) {
      response.setHeader("WWW-Authenticate", refusal);
      refuse(response, 401, "UNAUTHORIZED", "authentication required");
    } else if (kind === undefined) {
      if (request.url === "/v2/") response.end("{}");
      else refuse(response, 404, "NOT_FOUND", "no such page");
    } else if (kind === "manifests") sendManifest(repository, reference, response);
    else if (blobServer && blobs.has(reference)) {
      response.writeHead(307, { Location: `${blobServer.url}/${reference}?X-Signature=SECRET-SIGNATURE` }).end();
    } else sendBlob(request, response);
  }

  /** `undefined` when the request may pass. */
  function challengeOf({ headers }: RecordedRequest, repository: string): string | undefined {
    if (auth?.kind === "basic") {
      const pair = Buffer.from(`${auth.user}:${auth.password}`).toString("base64");
      return headers.authorization === `Basic ${pair}` ? undefined : 'Basic realm="test"';
    }
    return realm?.challenge(headers.authorization, repository, realmServer?.url ?? "");
  }

  function sendManifest(repository: string, reference: string, response: ServerResponse): void {
    const isKnown = [...tags.keys()].some((name) => name.startsWith(`${repository}:`));
    const manifest = reference.startsWith("sha256:") ? blobs.get(reference) : tags.get(`${repository}:${reference}`);
    if (!isKnown || !manifest) {
      const [code, message]: readonly [string, string] = isKnown
        ? ["MANIFEST_UNKNOWN", "manifest unknown"]
        : ["NAME_UNKNOWN", "repository name not known to registry"];
      refuse(response, 404, code, message);
      return;
    }
    response
      .writeHead(200, {
        "Content-Type": manifest.mediaType,
        "Content-Length": manifest.bytes.length,
        "Docker-Content-Digest": options.contentDigest ?? manifest.digest,
      })
      .end(manifest.bytes);
  }

  function sendBlob({ url, headers }: RecordedRequest, response: ServerResponse): void {
    const blob = blobs.get(/sha256:[0-9a-f]{64}/.exec(url)?.[0] ?? "");
    if (!blob) {
      refuse(response, 404, "BLOB_UNKNOWN", "blob unknown to registry");
      return;
    }
    const { ranges = "given" } = options;
    const from = ranges === "ignored" ? 0 : Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
    if (from > 0 && ranges === "refused") {
      refuse(response, 416, "RANGE_INVALID", "no ranges here");
      return;
    }
    const bytes = blob.bytes.subarray(ranges === "wrong" ? 0 : from);
    response.writeHead(from > 0 ? 206 : 200, {
      "Content-Type": "application/octet-stream",
      ...(!options.chunked && { "Content-Length": bytes.length }),
      ...(from > 0 && {
        "Content-Range": `bytes ${blob.bytes.length - bytes.length}-${blob.bytes.length - 1}/${blob.bytes.length}`,
      }),
    });
    if (!options.drops || drops === 0) {
      response.end(bytes);
      return;
    }
    drops--;
    response.write(bytes.subarray(0, options.drops.afterBytes), () => {
      if (!options.isSilent) response.destroy();
    });
  }

  return {
    url: registry.url,
    host: registry.host,
    ...(realmServer && { realmUrl: realmServer.url }),
    ...(blobServer && { blobsUrl: blobServer.url }),
    requests,
    blobs,
    tags,
    revokeTokens: () => realm?.revoke(),
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    },
  };
}

function contentOf(images: Readonly<Record<string, BuiltImage | readonly BuiltImage[]>>) {
  const blobs = new Map<string, BuiltBlob>();
  const tags = new Map<string, BuiltBlob>();
  for (const [name, image] of Object.entries(images)) {
    const platforms = "manifest" in image ? [image] : image;
    const top = "manifest" in image ? image.manifest : buildIndex(image);
    tags.set(name, top);
    for (const { manifest, config, layers } of platforms) {
      for (const blob of [top, manifest, config, ...layers]) blobs.set(blob.digest, blob);
    }
  }
  return { blobs, tags };
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response
    .writeHead(status, { "Content-Type": "application/json" })
    .end(JSON.stringify({ errors: [{ code, message }] }));
}
