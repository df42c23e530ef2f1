import { KnownError, messageOf } from "../../model/errors.ts";
import type { Endpoint } from "./endpoints.ts";
import { ENGINE_NAMES, type EngineKind } from "./engine.ts";

/** What to call an endpoint: `Docker (unix:///var/run/docker.sock)`. Users and passwords in its address stay out. */
export function labelOf({ kind, url, origin, isNamed }: Endpoint): string {
  const address = url.replace(/^(\w+:\/\/)[^@/]*@/, "$1");
  return `${ENGINE_NAMES[kind]} (${address}${isNamed ? `, from ${origin}` : ""})`;
}

/** A connection that did not come about, or broke, in words that name the way out. */
export function unreachable(endpoint: Endpoint, platform: NodeJS.Platform, cause: unknown): KnownError {
  if (cause instanceof KnownError) return cause;
  const why = reasonOf(endpoint, platform, cause);
  const reason = codeOf(cause);
  const details = { engine: endpoint.kind, ...(reason && { reason }) };
  return new KnownError("ENGINE_UNREACHABLE", `${labelOf(endpoint)}: ${why}`, details, cause);
}

/** Whether an engine failed because it is not there, which is nothing to tell of unless it was named. */
export function isAbsence({ code, details }: KnownError): boolean {
  return code === "ENGINE_UNREACHABLE" && details.reason === "ENOENT";
}

/** How to start an engine that does not run. */
function startHint(kind: EngineKind, platform: NodeJS.Platform): string {
  if (kind === "docker") {
    return platform === "linux" ? "start it: `sudo systemctl start docker`" : "start Docker Desktop, or the engine";
  }
  return platform === "linux"
    ? "start it: `systemctl --user start podman.socket`, as root without `--user`"
    : "start it: `podman machine start`";
}

const PERMISSION_HINTS: Readonly<Record<EngineKind, string>> = {
  docker: "add yourself to the group 'docker', or use sudo",
  podman: "use sudo, or your own socket: `systemctl --user start podman.socket`",
};

function reasonOf({ kind, url }: Endpoint, platform: NodeJS.Platform, cause: unknown): string {
  // undici tells what it saw of a broken connection; the error underneath, where there is one, says why.
  const code = codeOf(cause) ?? "";
  const isSocket = url.startsWith("unix:") || url.startsWith("npipe:");
  if (code === "EACCES" || code === "EPERM") return `permission denied; ${PERMISSION_HINTS[kind]}`;
  if (code === "ENOENT" && isSocket) return `there is no such socket; ${startHint(kind, platform)}`;
  if (code === "ECONNREFUSED" && isSocket) return `nothing listens there; ${startHint(kind, platform)}`;
  if (code === "ECONNREFUSED") return "the connection was refused; is the engine running, and is that its port?";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "there is no machine of that name";
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return "it does not answer in time";
  if (/^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) {
    return `its certificate is not accepted: ${messageOf(cause)}; see DOCKER_CERT_PATH`;
  }
  if (/^(ERR_SSL|EPROTO)/.test(code)) {
    return "the encrypted connection failed; the engine may want a certificate (DOCKER_CERT_PATH), or no encryption";
  }
  if (!isSocket && /^(UND_ERR_SOCKET|ECONNRESET|EPIPE)$/.test(code)) {
    return "closes the connection; it may want an encrypted one, or a certificate (DOCKER_TLS_VERIFY, DOCKER_CERT_PATH)";
  }
  return messageOf(cause) || code || "no connection";
}

function codeOf(error: unknown): string | undefined {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  const inner = cause instanceof Error ? codeOf(cause) : undefined;
  return inner ?? (typeof code === "string" ? code : undefined);
}
