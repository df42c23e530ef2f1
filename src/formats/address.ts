/**
 * An address without who signs in and with what: lock files have been seen with tokens in them. `git@` of SSH says
 * nothing and stays.
 */
export function withoutCredentials(url: string): string {
  const scheme = url.indexOf("://");
  if (scheme < 0) return url;
  const from = scheme + "://".length;
  const end = url.slice(from).search(/[/?#]/);
  const authority = end < 0 ? url.slice(from) : url.slice(from, from + end);
  const at = authority.lastIndexOf("@");
  if (at < 0 || authority.slice(0, at) === "git") return url;
  return url.slice(0, from) + url.slice(from + at + 1);
}
