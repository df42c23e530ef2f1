import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { sha256Of } from "../../../src/host/sha256.ts";
import { buildImage } from "../../../src/image/build/build-image.ts";
import type { RecordedRequest } from "../../support/recorded-server.ts";
import type { RegistryServerOptions } from "../../support/registry-server.ts";
import { stanza } from "../../support/scan-layers.ts";
import { type NamedRegistry, startNamed } from "./in-process.ts";
import { purlsIn } from "./inventories.ts";
import { newMachine, temporaryFilesOf } from "./machine.ts";
import { otherBytesFor, SMALL_IMAGE_LAYERS, SMALL_IMAGE_PACKAGES, smallImage } from "./small-images.ts";

const IMAGE = smallImage();
const LAYER = IMAGE.layers[1];
const LAYER_PATH = `/v2/team/app/blobs/${LAYER?.digest}`;
const LAYER_BYTES = LAYER?.bytes ?? new Uint8Array();
const CONFIG_PATH = `/v2/team/app/blobs/${IMAGE.config.digest}`;
const MANIFEST_PATH = "/v2/team/app/manifests/1";
const MIB = 1024 * 1024;

/** The same layers, as plain tars: what is wrong with one is its digest, and nothing else. */
const PLAIN = buildImage({ layers: SMALL_IMAGE_LAYERS.map((layer) => ({ ...layer, compression: "none" })) });

type Answer = (request: RecordedRequest, response: ServerResponse) => void;

/** Answers one address by itself, and leaves the others to the registry. */
const at = (path: string, answer: Answer): RegistryServerOptions => ({
  answer(request, response) {
    if (request.url !== path) return false;
    answer(request, response);
    return true;
  },
});

/** Sends and sends, until nobody listens any more. */
function sendForEver(response: ServerResponse, piece: Uint8Array): void {
  const more = () => {
    while (!response.destroyed && response.write(piece));
  };
  response.on("drain", more);
  more();
}

const flipped = (bytes: Uint8Array, at: number) => Buffer.from(bytes).fill((bytes[at] ?? 0) ^ 0xff, at, at + 1);

interface Row {
  readonly title: string;
  readonly registry: RegistryServerOptions;
  /** Changes what it has before it is asked. */
  readonly prepare?: (registry: NamedRegistry) => void;
  readonly code: string;
  readonly says: string;
}

const ROWS: readonly Row[] = [
  {
    title: "a manifest of 20 MB",
    registry: at(MANIFEST_PATH, (_, response) => response.end(`{"layers":["${"x".repeat(20 * MIB)}"]}`)),
    code: "LIMIT_EXCEEDED",
    says: "16777216",
  },
  {
    title: "a manifest without an end",
    registry: at(MANIFEST_PATH, (_, response) => sendForEver(response, Buffer.alloc(64 * 1024, " "))),
    code: "LIMIT_EXCEEDED",
    says: "16777216",
  },
  {
    title: "a manifest with another digest than the header says",
    registry: { contentDigest: `sha256:${"0".repeat(64)}` },
    code: "DIGEST_MISMATCH",
    says: IMAGE.manifest.digest,
  },
  {
    title: "a config with other bytes",
    registry: at(CONFIG_PATH, (_, response) => response.end(flipped(IMAGE.config.bytes, 30))),
    code: "DIGEST_MISMATCH",
    says: IMAGE.config.digest,
  },
  {
    title: "a layer that is said to be longer than in the manifest",
    registry: at(LAYER_PATH, (_, response) => response.end(Buffer.concat([LAYER_BYTES, LAYER_BYTES]))),
    code: "DIGEST_MISMATCH",
    says: `more than ${LAYER_BYTES.length} bytes`,
  },
  {
    title: "a layer without an end",
    registry: at(LAYER_PATH, (_, response) => sendForEver(response, Buffer.alloc(64 * 1024))),
    code: "DIGEST_MISMATCH",
    says: `more than ${LAYER_BYTES.length} bytes`,
  },
  {
    title: "a layer that is said to be shorter than in the manifest",
    registry: at(LAYER_PATH, (_, response) => response.end(LAYER_BYTES.subarray(0, 100))),
    code: "IMAGE_INCOMPLETE",
    says: "only 100 bytes",
  },
  {
    title: "a layer that ends before its time, again and again",
    registry: at(LAYER_PATH, (_, response) => {
      response.writeHead(200);
      response.write(LAYER_BYTES.subarray(0, 100), () => response.end());
    }),
    code: "IMAGE_INCOMPLETE",
    says: "only 100 bytes",
  },
  {
    title: "another layer of equal length",
    registry: at(LAYER_PATH, (_, response) => response.end(otherBytesFor(LAYER_BYTES))),
    code: "DIGEST_MISMATCH",
    says: LAYER?.digest ?? "",
  },
  {
    title: "a plain tar with one byte changed",
    registry: {
      images: { "team/app:1": PLAIN },
      ...at(`/v2/team/app/blobs/${PLAIN.layers[1]?.digest}`, (_, response) =>
        response.end(flipped(PLAIN.layers[1]?.bytes ?? new Uint8Array(), 600)),
      ),
    },
    code: "DIGEST_MISMATCH",
    says: PLAIN.layers[1]?.digest ?? "",
  },
  {
    title: "a config that names other layers than there are",
    registry: {
      images: {
        "team/app:1": { ...IMAGE, ...swapDiffIds() },
      },
    },
    code: "DIGEST_MISMATCH",
    says: "diff_id",
  },
  {
    title: "redirects in a circle",
    registry: at(LAYER_PATH, ({ url }, response) => response.writeHead(307, { Location: url }).end()),
    code: "REGISTRY_UNEXPECTED_STATUS",
    says: "more than 5 redirects",
  },
  {
    title: "a redirect to a file",
    registry: at(LAYER_PATH, (_, response) => response.writeHead(307, { Location: "file:///etc/passwd" }).end()),
    code: "REGISTRY_INSECURE",
    says: "file:",
  },
  {
    title: "a redirect to nowhere",
    registry: at(LAYER_PATH, (_, response) => response.writeHead(307, { Location: "http://:::" }).end()),
    code: "REGISTRY_UNEXPECTED_STATUS",
    says: "no address",
  },
  {
    title: "a header of a megabyte",
    registry: at(MANIFEST_PATH, (_, response) => response.writeHead(200, { "X-Bomb": "x".repeat(MIB) }).end("{}")),
    code: "REGISTRY_UNREACHABLE",
    says: "the headers of its answer are too large",
  },
  {
    title: "ten thousand headers",
    registry: at(MANIFEST_PATH, (_, response) => {
      for (let i = 0; i < 10_000; i++) response.setHeader(`X-Bomb-${i}`, "x");
      response.end("{}");
    }),
    code: "REGISTRY_UNREACHABLE",
    says: "the headers of its answer are too large",
  },
  {
    title: "a challenge with no end of parameters",
    registry: at(MANIFEST_PATH, (_, response) => {
      const parameters = Array.from({ length: 1000 }, (_, i) => `p${i}="\\"\\"\\""`);
      response.writeHead(401, { "WWW-Authenticate": `Bearer ${parameters.join(",")},` }).end();
    }),
    code: "REGISTRY_DENIED",
    says: "refuses access",
  },
  {
    title: "indexes within indexes",
    registry: {},
    prepare: nestIndexes,
    code: "IMAGE_MALFORMED",
    says: "indexes within indexes",
  },
  {
    title: "an error with control characters",
    registry: at(MANIFEST_PATH, (_, response) => {
      const message = "\u001b[2J\u001b]0;owned\u0007 gone\r\nERROR all is well";
      response.writeHead(403).end(JSON.stringify({ errors: [{ code: "DENIED", message }] }));
    }),
    code: "REGISTRY_DENIED",
    says: "gone",
  },
  {
    title: "a layer that is packed once more on the way",
    registry: at(LAYER_PATH, (_, response) =>
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(LAYER_BYTES)),
    ),
    code: "DIGEST_MISMATCH",
    says: `more than ${LAYER_BYTES.length} bytes`,
  },
];

/** The image with its first and last diff_id exchanged in a config that has the right digest. */
function swapDiffIds() {
  const config = JSON.parse(new TextDecoder().decode(IMAGE.config.bytes));
  config.rootfs.diff_ids.reverse();
  const bytes = Buffer.from(JSON.stringify(config));
  const digest = sha256Of(bytes);
  const text = new TextDecoder().decode(IMAGE.manifest.bytes).replace(IMAGE.config.digest, digest);
  const manifest = Buffer.from(text.replace(`"size":${IMAGE.config.bytes.length}`, `"size":${bytes.length}`));
  return {
    config: { ...IMAGE.config, bytes, digest },
    manifest: { ...IMAGE.manifest, bytes: manifest, digest: sha256Of(manifest) },
  };
}

describe("nothing is reported of", () => {
  test.concurrent.each(ROWS)("$title", async ({ registry: options, prepare, code, says }) => {
    await using registry = await startNamed({ images: { "team/app:1": IMAGE }, ...options });
    prepare?.(registry);
    using machine = newMachine();
    const outcome = await machine.run(["sbom", `registry://${registry.host}/team/app:1`]);
    expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code: 1, stdout: "" });
    expect(outcome.stderr).toMatch(new RegExp(`^ERROR ${code}: `));
    expect(outcome.stderr).toContain(says);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
    expect(outcome.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(outcome.stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
    expect(temporaryFilesOf(machine)).toEqual([]);
  });
});

/** Puts ten indexes around the image, each naming the next one for all that may ask. */
function nestIndexes({ tags, blobs }: NamedRegistry): void {
  const mediaType = "application/vnd.oci.image.index.v1+json";
  let inner = IMAGE.manifest;
  for (let depth = 0; depth < 10; depth++) {
    const entry = { mediaType: inner.mediaType, digest: inner.digest, size: inner.bytes.length };
    const platforms = ["amd64", "arm64"].map((architecture) => ({ ...entry, platform: { os: "linux", architecture } }));
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests: platforms }));
    inner = { mediaType, bytes, digest: sha256Of(bytes) };
    blobs.set(inner.digest, inner);
  }
  tags.set("team/app:1", inner);
}

describe("is taken as it comes", () => {
  test.concurrent("a layer that a server calls gzip once more, as some do", async () => {
    const options = at(LAYER_PATH, (_, response) =>
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(LAYER_BYTES),
    );
    await using registry = await startNamed(options);
    using machine = newMachine();
    const outcome = await machine.run(["sbom", `registry://${registry.host}/team/app:1`]);
    expect(purlsIn(outcome)).toEqual(SMALL_IMAGE_PACKAGES);
  });
});

test.concurrent("bytes that are fetched a second time, for a hard link, are verified too", async () => {
  const status = "var/lib/dpkg/status";
  const imageWith = (version: string) =>
    buildImage({
      layers: [
        {
          // The link's target is no file that anybody wants: only a second pass reads it.
          entries: [
            { path: "srv/kept", content: stanza("bash", version) },
            { path: status, type: "hardlink", linkTarget: "srv/kept" },
          ],
          compression: "none",
        },
      ],
    });
  const [right, wrong] = [imageWith("5.2.15-2"), imageWith("9.9.99-9")];
  const path = `/v2/team/app/blobs/${right.layers[0]?.digest}`;
  let asked = 0;
  await using registry = await startNamed({
    images: { "team/app:1": right },
    ...at(path, (_, response) => response.end((asked++ === 0 ? right : wrong).layers[0]?.bytes)),
  });
  using machine = newMachine();
  const outcome = await machine.run(["sbom", `registry://${registry.host}/team/app:1`]);
  expect(asked).toBe(2);
  expect(outcome.stdout).not.toContain("9.9.99-9");
  expect(outcome.stderr).toContain("DIGEST_MISMATCH");
});
