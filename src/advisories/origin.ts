import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { KnownError } from "../model/errors.ts";
import type { FeedFile } from "./feed.ts";

/** Where the files of the sources come from: each from its own upstream, or all from one mirror. */
export type Origin =
  | { readonly kind: "upstream" }
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "server"; readonly url: URL };

export const UPSTREAM: Origin = { kind: "upstream" };

/**
 * The mirror that a user names: `https://…`, `http://…` (the user's own network, the user's own choice), `file://…`
 * or a folder.
 *
 * @throws {KnownError} `OPTION_INVALID` when it is neither an address nor a folder.
 */
export function mirrorOf(text: string): Origin {
  const url = /^[a-z][a-z0-9+.-]+:/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return { kind: "server", url };
  if (url !== undefined && url.protocol !== "file:") {
    throw new KnownError("OPTION_INVALID", `${withoutCredentials(url)}: a mirror is a folder or begins with https://`);
  }
  const path = resolve(url === undefined ? text : fileURLToPath(url));
  if (!existsSync(path)) throw new KnownError("OPTION_INVALID", `${path}: there is no such mirror`);
  return { kind: "folder", path };
}

/** An address as it may be shown: user, password and query can be secrets. */
export function withoutCredentials(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

/** Tells two origins apart without naming them: a snapshot travels, the path of a mirror is nobody's business. */
export function fingerprintOf(origin: Origin): string {
  const place =
    origin.kind === "upstream" ? "" : origin.kind === "folder" ? origin.path : withoutCredentials(origin.url);
  return createHash("sha256").update(`${origin.kind} ${place}`).digest("hex").slice(0, 16);
}

/**
 * The path of a file in a folder mirror.
 *
 * @throws {KnownError} `OPTION_INVALID` when it would leave the folder.
 */
export function pathInMirror(folder: string, file: Pick<FeedFile, "mirrorPath">): string {
  const segments = file.mirrorPath.split("/");
  if (segments.some((segment) => segment === "" || segment === "." || segment === ".." || segment.includes("\\"))) {
    throw new KnownError("OPTION_INVALID", `${file.mirrorPath}: not a path below a mirror`);
  }
  return join(folder, ...segments);
}

/** The address of a file on a mirror server; what the mirror's own address has of a query is not passed on. */
export function urlInMirror(mirror: URL, file: FeedFile): URL {
  const url = new URL(mirror);
  const base = url.pathname.endsWith("/") ? url.pathname : `${url.pathname}/`;
  url.pathname = base + file.mirrorPath.split("/").map(encodeURIComponent).join("/");
  url.search = "";
  url.hash = "";
  return url;
}
