import { BlockList, isIP } from "node:net";
import { bareHostname, isLoopback } from "./address.ts";

/** The names under which Docker Hub is known; names of images carry the first. */
const DOCKER_HUB = ["docker.io", "index.docker.io", "registry-1.docker.io"];

/** Where Docker Hub is asked for images: its name has no registry of its own. */
export const DOCKER_HUB_URL = "https://registry-1.docker.io";

/** One spelling of a registry's host for the many of Docker Hub. */
export function canonicalHost(host: string): string {
  const lower = host.toLowerCase();
  return DOCKER_HUB.includes(lower) ? "docker.io" : lower;
}

/**
 * Tells whether a text is `NAME[:PORT]`: a host becomes part of addresses, and the name of a folder.
 *
 * Source: https://pkg.go.dev/github.com/distribution/reference
 */
export function isHost(text: string): boolean {
  const label = "[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?";
  const form = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[0-9a-f:.]+\\])(?::\\d{1,5})?$`, "i");
  return form.test(text) && URL.canParse(`https://${text}`);
}

/** `localhost`, 127.0.0.0/8 and ::1, with a port or without: what goes there does not leave this machine. */
export function isLoopbackHost(host: string): boolean {
  return isLoopback(new URL(`https://${host}`));
}

/**
 * Tells whether a host stands in a list of hosts (`registry.local:5000`) and, for IP addresses, of networks
 * (`10.0.0.0/8`). Names are not looked up: what a name server says should not open the way to plain http.
 *
 * @param host  One that `isHost` holds good.
 */
export function isListedHost(host: string, list: readonly string[]): boolean {
  const name = bareHostname(new URL(`https://${host}`));
  const family = isIP(name) === 6 ? "ipv6" : "ipv4";
  return list.some((entry) => {
    const [network = "", bits] = entry.split("/");
    if (bits === undefined || isIP(network) === 0) return canonicalHost(hostOfEntry(entry)) === canonicalHost(host);
    if (isIP(name) !== isIP(network) || !isPrefixLength(bits, network)) return false;
    const block = new BlockList();
    block.addSubnet(network, Number(bits), family);
    return block.check(name, family);
  });
}

/** Docker takes `http://registry.local:5000/` for its host too. */
function hostOfEntry(entry: string): string {
  return entry
    .trim()
    .replace(/^https?:\/\//, "")
    .replace(/\/$/, "");
}

function isPrefixLength(bits: string, network: string): boolean {
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(network) === 6 ? 128 : 32);
}
