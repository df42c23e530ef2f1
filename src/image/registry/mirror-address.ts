import { KnownError } from "../../model/errors.ts";

/**
 * The address of a mirror as a client needs it: without a slash or `/v2` at its end.
 *
 * @param origin  What the address comes from, for the message; the address itself may hold a password.
 * @throws {KnownError} `code` when it is no http(s) address, or has a user, a query or a fragment.
 */
export function mirrorAddress(text: string, origin: string, code: "OPTION_INVALID" | "CONFIG_MALFORMED"): string {
  // Docker takes `mirror.local` for an address too.
  const address = text.includes("://") ? text : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || /\s/.test(text)) {
    throw new KnownError(code, `${origin}: the address of a mirror is not of the form https://HOST`);
  }
  if (url.username || url.password) {
    throw new KnownError(
      code,
      `${origin}: the address of the mirror ${url.host} has a user in it; log in instead: docker login ${url.host}`,
    );
  }
  if (url.search || url.hash) {
    throw new KnownError(code, `${origin}: the address of the mirror ${url.host} has a query or a fragment`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "").replace(/\/v2$/, "");
}
