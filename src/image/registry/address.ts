import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** A URL's host name or address, without the brackets of IPv6. */
export function bareHostname({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

/** Whether an address is this very machine's. */
export function isLoopback(url: URL): boolean {
  const host = bareHostname(url);
  const family = isIP(host);
  return family === 0 ? host === "localhost" : loopback.check(host, family === 4 ? "ipv4" : "ipv6");
}

/** Whether others can read what is sent there: plain http to another machine. */
export function isExposed(url: URL): boolean {
  return url.protocol !== "https:" && !isLoopback(url);
}

/**
 * Whether it is a step down to go from one address to another: from an encrypted connection to one that is not.
 * On this machine nobody listens.
 */
export function isDowngrade(from: URL, to: URL): boolean {
  if (to.protocol === "https:") return false;
  if (to.protocol !== "http:") return true;
  return from.protocol === "https:" && !(isLoopback(from) && isLoopback(to));
}
