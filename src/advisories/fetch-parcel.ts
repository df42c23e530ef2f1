import { basename } from "node:path";
import { KnownError } from "../model/errors.ts";
import { type DownloadOptions, download } from "./download.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Several times what all sources take, packed. */
const MOST_BYTES = 2 * 1024 ** 3;

/**
 * Fetches a parcel from a web server into the folder for temporary files.
 *
 * @param address  `https://…`, or `http://…`: the user's own choice, and what a signature is for.
 * @returns Where it lies until it is disposed of.
 * @throws {KnownError} `OPTION_INVALID`, `FEED_UNREACHABLE`, `FEED_UNEXPECTED_STATUS`, `LIMIT_EXCEEDED`, `INTERRUPTED`
 */
export async function fetchParcel(
  address: string,
  options: Pick<DownloadOptions, "signal" | "onProgress" | "patience">,
): Promise<Disposable & { readonly path: string }> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== "https:" && url?.protocol !== "http:") {
    throw new KnownError("OPTION_INVALID", `'${address}' is no address of a web server; db import reads a file`);
  }
  const folder = temporaryFolder();
  try {
    const file = { url: url.href, mirrorPath: basename(url.pathname), maxBytes: MOST_BYTES };
    const origin = { kind: "server", url: new URL(".", url) } as const;
    const fetched = await download(file, { ...options, origin, folder: folder.path });
    if (typeof fetched === "string")
      throw new KnownError("FEED_UNEXPECTED_STATUS", `${url.origin}${url.pathname}: is not there`);
    return { path: fetched.path, [Symbol.dispose]: () => folder[Symbol.dispose]() };
  } catch (error) {
    folder[Symbol.dispose]();
    throw error;
  }
}
