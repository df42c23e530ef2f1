import { BlockList, isIP } from "node:net";
import { KnownError } from "../../model/errors.ts";
import { bareHostname, isLoopback } from "./address.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for an address, or `undefined` to go straight there. This machine is never
 * reached through one.
 *
 * @param onNotice  Told that `ALL_PROXY` names one of a kind that is not spoken here (`socks5h://`). Docker and Go do not
 * look at that variable, so it is no reason to fail: one goes straight there, as they do.
 * @throws {KnownError} `OPTION_INVALID` naming the variable; its value may hold a password.
 *
 * Source: https://pkg.go.dev/golang.org/x/net/http/httpproxy, which Docker's tools follow; `ALL_PROXY` is curl's.
 */
export function findProxy(url: URL, environment: Environment, onNotice?: (text: string) => void): URL | undefined {
  const found = variable(environment, `${url.protocol.slice(0, -1)}_proxy`) ?? variable(environment, "all_proxy");
  if (!found || isLoopback(url) || isExempt(url, variable(environment, "no_proxy")?.value ?? "")) return undefined;
  const text = found.value.includes("://") ? found.value : `http://${found.value}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy?.protocol !== "http:" && proxy?.protocol !== "https:") {
    if (proxy && found.name.toLowerCase() === "all_proxy") {
      onNotice?.(`${found.name} names a proxy of the kind ${kindOf(proxy)}, which is not spoken here: it is not used`);
      return undefined;
    }
    const what = proxy ? `names a proxy of the kind ${kindOf(proxy)}` : "is not the address of a proxy";
    throw new KnownError("OPTION_INVALID", `${found.name}: ${what}; write http://HOST:PORT`, { variable: found.name });
  }
  return proxy;
}

const kindOf = ({ protocol }: URL) => protocol.slice(0, -1);

/** Lower case first: where both are set, curl and Python take that one. */
function variable(environment: Environment, lower: string): { name: string; value: string } | undefined {
  for (const name of [lower, lower.toUpperCase()]) {
    const value = environment[name]?.trim();
    if (value) return { name, value };
  }
  return undefined;
}

function isExempt(url: URL, list: string): boolean {
  const host = bareHostname(url);
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => entry === "*" || isAmong(entry, host, port));
}

function isAmong(entry: string, host: string, port: string): boolean {
  const [, network = "", prefix = ""] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? [];
  if (network) return isInNetwork(host, network, Number(prefix));

  // An IPv6 address has colons of its own: only behind brackets does one begin a port.
  const [, bracketed, plain, itsPort] = /^(?:\[(.+)\]|([^:]+|.*:.*:.*?))(?::(\d+))?$/.exec(entry) ?? [];
  const name = bracketed ?? plain ?? "";
  if (itsPort !== undefined && itsPort !== port) return false;
  if (isIP(name) || isIP(host)) return name === host;
  if (/^\*?\./.test(name)) return host.endsWith(name.replace(/^\*/, ""));
  return host === name || host.endsWith(`.${name}`);
}

function isInNetwork(host: string, network: string, prefix: number): boolean {
  const family = isIP(network);
  if (family === 0 || family !== isIP(host) || prefix > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? "ipv4" : "ipv6";
  const block = new BlockList();
  block.addSubnet(network, prefix, type);
  return block.check(host, type);
}
