import { stanza } from "../../support/scan-layers.ts";
import { concat, END, file } from "../hostile-tar.ts";

// What rows hide, break and bury: one package of each kind, found or not found.

export const STATUS = "var/lib/dpkg/status";
export const PACKAGE_JSON = "app/node_modules/left-pad/package.json";
export const METADATA = "usr/lib/python3/dist-packages/requests-2.31.0.dist-info/METADATA";

export const OPENSSL = "openssl@1.1.1k-1";
export const LEFT_PAD = "left-pad@1.3.0";
export const REQUESTS = "requests@2.31.0";

export const database = (name = "openssl", version = "1.1.1k-1") => file(STATUS, stanza(name, version));
export const packageJson = file(PACKAGE_JSON, JSON.stringify({ name: "left-pad", version: "1.3.0" }));
export const metadata = file(METADATA, "Metadata-Version: 2.1\nName: requests\nVersion: 2.31.0\n\n");

/** A tar that ends as it should. */
export const tarOf = (...entries: readonly Uint8Array[]): Uint8Array => concat(...entries, END);

/** A layer with one package of each kind. */
export const HONEST = tarOf(database(), packageJson, metadata);
export const ALL: readonly string[] = [LEFT_PAD, OPENSSL, REQUESTS];
