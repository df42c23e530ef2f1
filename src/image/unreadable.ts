import { KnownError } from "../model/errors.ts";
import { type Descriptor, MEDIA_TYPES } from "./documents.ts";
import { printable } from "./registry/printable.ts";

/** What we know of, and cannot read: what to tell of it. The first pattern that fits decides. */
const KNOWN_KINDS: readonly (readonly [pattern: RegExp, message: string])[] = [
  [
    /^application\/vnd\.docker\.distribution\.manifest\.v1\+(prettyjws|json)$/,
    "is a manifest of Docker's schema 1, which was given up in 2017; pull and push the image with a current client",
  ],
  [
    /\+encrypted$|\.encrypted$/,
    "is encrypted (ocicrypt); decrypt the image first, as with `skopeo copy --decryption-key`",
  ],
  [
    /^application\/vnd\.docker\.image\.rootfs\.foreign\./,
    "is a foreign layer of Windows, which stays on its maker's server and is not part of the image",
  ],
  [
    /^application\/vnd\.(oci|docker)\.[\w.+-]*(wasm|helm|cnab|plugin)|^application\/vnd\.(cncf|wasm)\./,
    "belongs to an artifact that is no container image",
  ],
];

/**
 * What the config of an image may call itself; anything else makes an artifact of the manifest: a chart, a policy, a
 * signature. The odd ones are of registries of 2016 and before.
 *
 * Source: https://github.com/moby/moby/blob/v28.0.0/distribution/registry.go, `imageTypes`
 */
const CONFIG_TYPES: ReadonlySet<string> = new Set([
  "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.container.image.v1+json",
  "application/octet-stream",
  "application/json",
  "text/html",
  "",
]);

/**
 * @param where  What to call the place in a message.
 * @throws {KnownError} `MEDIA_TYPE_UNSUPPORTED` when the config of a manifest is not that of an image.
 */
export function refuseArtifact({ mediaType }: Descriptor, where: string): void {
  if (CONFIG_TYPES.has(mediaType)) return;
  const name = printable(mediaType);
  throw new KnownError(
    "MEDIA_TYPE_UNSUPPORTED",
    `${where}: is an artifact and no container image: its config is '${name}'`,
    { mediaType: name },
  );
}

/**
 * @param where  What to call the place in a message.
 * @throws {KnownError} `MEDIA_TYPE_UNSUPPORTED` when a descriptor leads to something that is not of the kind, and what
 * it is where we know it.
 */
export function refuseUnreadable(kind: "manifest" | "layer", { mediaType, digest }: Descriptor, where: string): void {
  if (MEDIA_TYPES[mediaType] === kind) return;
  const known = KNOWN_KINDS.find(([pattern]) => pattern.test(mediaType))?.[1];
  const what = kind === "manifest" ? "neither an image manifest nor an index" : "not a layer that Plimsoll can read";
  throw new KnownError(
    "MEDIA_TYPE_UNSUPPORTED",
    `${where}: ${digest} ${known ?? `is '${printable(mediaType)}', which is ${what}`}`,
    { mediaType: printable(mediaType) },
  );
}
