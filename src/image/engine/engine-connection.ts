import { Client } from "undici";
import { KnownError } from "../../model/errors.ts";
import type { Endpoint } from "./endpoints.ts";
import type { EngineHost } from "./engine-host.ts";
import { labelOf } from "./engine-trouble.ts";
import { sshConnector } from "./ssh-connector.ts";

/** A socket of this machine answers at once, a machine on the network within a second. */
const CONNECT_MS = 3_000;

/**
 * A client for an endpoint. It connects with its first request.
 *
 * @throws {KnownError} `ENGINE_UNREACHABLE` for an address of a kind that we do not speak.
 */
export function connectEngine(endpoint: Endpoint, host: EngineHost): Client {
  const { url } = endpoint;
  const [, scheme = "", rest = ""] = /^([a-z]+):\/\/(.+)$/.exec(url) ?? [];
  switch (scheme) {
    case "unix":
      return new Client("http://localhost", { socketPath: rest, connect: { timeout: CONNECT_MS } });
    case "npipe":
      return new Client("http://localhost", {
        socketPath: rest.replaceAll("/", "\\"),
        connect: { timeout: CONNECT_MS },
      });
    case "tcp":
    case "http":
    case "https":
      return networkClient(endpoint, scheme, rest);
    case "ssh":
      return sshClient(endpoint, host);
    default:
      throw refused(endpoint, "is no address of an engine; write it as in unix:///var/run/docker.sock");
  }
}

function networkClient(endpoint: Endpoint, scheme: string, rest: string): Client {
  const tls = endpoint.tls ?? (scheme === "https" ? { skipVerify: false } : undefined);
  const address = `${tls ? "https" : "http"}://${rest}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url) throw refused(endpoint, "is no address");
  if (url.pathname !== "/" || url.search !== "") throw refused(endpoint, "has a path, which an engine's API has not");
  // Docker's own ports; a port that is written and usual for the scheme does not show in the parsed address.
  if (!/:\d+\/?$/.test(rest)) url.port = tls ? "2376" : "2375";
  if (!tls) return new Client(url.origin, { connect: { timeout: CONNECT_MS } });
  const { ca, cert, key, skipVerify } = tls;
  return new Client(url.origin, {
    allowH2: false,
    connect: {
      timeout: CONNECT_MS,
      rejectUnauthorized: !skipVerify,
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
    },
  });
}

function sshClient(endpoint: Endpoint, host: EngineHost): Client {
  const { kind, url: text } = endpoint;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url?.hostname) throw refused(endpoint, "is no address");
  if (kind === "podman") {
    // Podman has no counterpart of `docker system dial-stdio`.
    throw refused(
      endpoint,
      `Podman is not reached over ssh; forward its socket, as with \`ssh -NL /tmp/podman.sock:${url.pathname} ${url.hostname}\`, and name that one`,
    );
  }
  // The shell of the other machine reads it.
  if (!/^[\w./-]*$/.test(url.pathname))
    throw refused(endpoint, "has a path with characters that a shell could mistake");
  return new Client("http://localhost", { connect: sshConnector(url, labelOf(endpoint), host) });
}

function refused(endpoint: Endpoint, why: string): KnownError {
  return new KnownError("ENGINE_UNREACHABLE", `${labelOf(endpoint)}: ${why}`, { engine: endpoint.kind });
}
