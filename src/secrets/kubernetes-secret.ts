import { isPlainWord } from "./placeholder.ts";

/** A part of a text. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Names of values that Secrets hold beside what is secret. */
const NO_SECRET =
  /(?:^|[._-])(?:user(?:name)?|host(?:name)?|port|db(?:name)?|database|name|e?mail|endpoint|region|namespace|type|ca\.crt|tls\.crt)$/i;

let last: { readonly text: string; readonly spans: readonly Span[] } | undefined;

/**
 * Whether a line gives a value of a Kubernetes Secret that is secret. A SealedSecret's are not: they are encrypted for
 * one cluster.
 *
 * @param at  Where the line begins.
 * @returns The value, or nothing.
 */
export function kubernetesValue(value: string, text: string, at: number): string | undefined {
  // It is asked for every line of the same text.
  if (last?.text !== text) last = { text, spans: dataOfSecrets(text) };
  if (!isWithin(last.spans, at)) return undefined;
  const [, name = ""] = /^[ \t]*["']?([\w.-]+)/.exec(text.slice(at, at + 120)) ?? [];
  if (NO_SECRET.test(name)) return undefined;
  return isPlainWord(decodedBase64(value) ?? value) ? undefined : value;
}

/** Halves what is left until one is: lines and spans may be many. */
function isWithin(spans: readonly Span[], at: number): boolean {
  let first = 0;
  let end = spans.length;
  while (end - first > 1) {
    const middle = (first + end) >> 1;
    if ((spans[middle]?.from ?? 0) <= at) first = middle;
    else end = middle;
  }
  const span = spans[first];
  return span !== undefined && span.from <= at && at < span.to;
}

/** Where the values of Secrets stand, in order. Manifests stand one behind the other in a file, parted by `---`. */
function dataOfSecrets(text: string): Span[] {
  const spans: Span[] = [];
  let ofManifest: Span[] = [];
  let isSecret = false;
  let from = -1;
  const endData = (to: number) => {
    if (from >= 0) ofManifest.push({ from, to });
    from = -1;
  };
  const endManifest = (to: number) => {
    endData(to);
    if (isSecret) spans.push(...ofManifest);
    ofManifest = [];
    isSecret = false;
  };
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf("\n", at);
    const end = next < 0 ? text.length : next;
    const first = text[at] ?? "";
    if (!" \t\r\n#".includes(first)) {
      const line = text.slice(at, Math.min(end, at + 60)).trimEnd();
      if (line.startsWith("---")) endManifest(at);
      else endData(at);
      if (/^kind: {1,4}["']?secret["']?$/i.test(line)) isSecret = true;
      if (/^(?:stringData|data):/i.test(line)) from = end;
    }
    at = end + 1;
  }
  endManifest(text.length);
  return spans;
}

/** Base64 of text, or nothing. */
export function decodedBase64(base64: string): string | undefined {
  try {
    return atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return undefined;
  }
}
