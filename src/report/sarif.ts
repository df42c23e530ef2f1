import type { LayerReference } from "../model/package.ts";
import type { Severity } from "../model/severity.ts";

// What all SARIF of ours shares. Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

export const SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/**
 * GitHub takes so many results of one run, and refuses a file with more.
 * Source: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export const MOST_RESULTS = 25_000;

/** The worst that the form knows, and the number by which GitHub sorts: of its four bands one each. */
export const LEVELS: Readonly<
  Record<Severity, { readonly level: "error" | "warning" | "note"; readonly score: string }>
> = {
  critical: { level: "error", score: "9.5" },
  high: { level: "error", score: "8.0" },
  medium: { level: "warning", score: "5.5" },
  low: { level: "note", score: "2.0" },
  unspecified: { level: "note", score: "0.0" },
};

/**
 * Text of a message, in which brackets would be a link.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html, section 3.11.6
 */
export const messageText = (text: string) => text.replace(/[\\[\]]/g, "\\$&");

/** Something that whoever reads the results should know beside them. */
export const notification = (id: string, text: string) => ({
  descriptor: { id },
  level: "warning",
  message: { text: messageText(text) },
});

export const layerOf = ({ ordinal, diffId, digest }: LayerReference) => ({
  ordinal,
  diffId,
  ...(digest && { digest }),
});

/** A path relative to the image's root; bytes that are no text stand for what cannot be read. */
export const uriOf = (path: string) => path.toWellFormed().split("/").map(encodeURIComponent).join("/");
