import { WorthRetrying } from "../../host/retry.ts";
import { KnownError, messageOf } from "../../model/errors.ts";
import type { Patience } from "./patience.ts";
import { printable } from "./printable.ts";

/** Whom a failed request was for. */
export interface Addressee {
  readonly url: URL;
  /** Whether it is the registry's own host, to which the settings for it apply. */
  readonly isOwn: boolean;
  readonly proxy: URL | undefined;
  readonly patience: Patience;
}

interface Failure {
  readonly codes: RegExp;
  readonly says: (to: Addressee, error: Error) => string;
  /** It may go away by itself. */
  readonly passes?: true;
}

const insecure = ({ url, isOwn }: Addressee) => (isOwn ? `, or allow it with --insecure-registry ${url.host}` : "");
const authority = (to: Addressee) =>
  `if you trust it, put its authority into certs.d/${to.url.host}/ca.crt or SSL_CERT_FILE${insecure(to)}`;
const seconds = (ms: number) => `${ms / 1000} s`;

/** The codes of Node.js, OpenSSL and undici, in our words. The first that fits decides. */
const FAILURES: readonly Failure[] = [
  { codes: /^ENOTFOUND$/, says: () => "there is no host of that name; check the reference" },
  { codes: /^EAI_/, says: () => "its name could not be looked up; check the network", passes: true },
  { codes: /^ECONNREFUSED$/, says: () => "refuses connections; check the port, and that it runs", passes: true },
  { codes: /^(EHOST|ENET)(UNREACH|DOWN)$/, says: () => "there is no way to it from this network", passes: true },
  {
    codes: /^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/,
    says: ({ patience }) => `no connection within ${seconds(patience.connectMs)}; check the network and the proxy`,
    passes: true,
  },
  {
    codes: /^UND_ERR_HEADERS_TIMEOUT$/,
    says: ({ patience }) => `did not answer within ${seconds(patience.answerMs)}`,
    passes: true,
  },
  {
    codes: /^UND_ERR_BODY_TIMEOUT$/,
    says: ({ patience }) => `nothing came for ${seconds(patience.silenceMs)}`,
    passes: true,
  },
  {
    codes: /^UPLOAD_STALLED$/,
    says: ({ patience }) => `took nothing more for ${seconds(patience.silenceMs)}`,
    passes: true,
  },
  {
    codes: /SELF_SIGNED_CERT|^UNABLE_TO_(VERIFY|GET_ISSUER)|^CERT_UNTRUSTED$/,
    says: (to) => `its certificate is signed by nobody who is trusted here; ${authority(to)}`,
  },
  { codes: /^CERT_HAS_EXPIRED$/, says: (to) => `its certificate has expired; renew it${insecure(to)}` },
  { codes: /^CERT_NOT_YET_VALID$/, says: () => "its certificate is not valid yet; check this machine's clock" },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    says: (to) => `its certificate is for another name; check the reference${insecure(to)}`,
  },
  {
    codes: /CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE/,
    says: ({ url }) => `it wants a certificate of ours; put one into certs.d/${url.host}/client.cert and client.key`,
  },
  {
    codes: /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL/,
    says: ({ url, isOwn }) =>
      `it answers https with something else, plain http most likely${isOwn ? `; allow that with --insecure-registry ${url.host}` : ""}`,
  },
  { codes: /^(ERR_SSL|EPROTO|ERR_TLS|CERT_)/, says: (_, error) => `no encrypted connection: ${openSslReason(error)}` },
  { codes: /^UND_ERR_PRX_TLS$/, says: () => "the proxy's own certificate cannot be trusted" },
  { codes: /HEADERS?_OVERFLOW$/, says: () => "the headers of its answer are too large" },
  { codes: /^HPE_/, says: () => "what it answers is not HTTP" },
  {
    codes: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_PRX_CONN)$/,
    says: () => "the connection broke off",
    passes: true,
  },
];

/**
 * Why a server cannot be reached, and the way out. Worth another try when the cause may pass.
 *
 * @param error What undici threw.
 */
export function unreachable(error: unknown, to: Addressee): KnownError | WorthRetrying {
  const { code, cause } = codeOf(error);
  const failure = FAILURES.find(({ codes }) => codes.test(code));
  const reason = refusalOfProxy(cause) ?? failure?.says(to, cause) ?? printable(messageOf(cause) || code);
  const through = to.proxy ? ` through the proxy ${to.proxy.host}` : "";
  const known = new KnownError(
    "REGISTRY_UNREACHABLE",
    `${to.url.host}${through}: ${reason}`,
    { host: to.url.host, ...(code && { reason: code }) },
    error,
  );
  return failure?.passes ? new WorthRetrying(known) : known;
}

/** The innermost error that has a code: `fetch failed` and its like say nothing. */
function codeOf(error: unknown): { code: string; cause: Error } {
  let cause = error instanceof Error ? error : new Error(String(error));
  for (;;) {
    const { code } = cause as { code?: unknown };
    if (code === "EPROTO") return { code: `ERR_SSL_${openSslReason(cause).toUpperCase().replaceAll(" ", "_")}`, cause };
    if (typeof code === "string" && code !== "UND_ERR_INFO") return { code, cause };
    const inner = cause instanceof AggregateError ? cause.errors[0] : cause.cause;
    if (!(inner instanceof Error)) return { code: "", cause };
    cause = inner;
  }
}

/** undici tells of a proxy's refusal in its message alone. */
function refusalOfProxy({ message }: Error): string | undefined {
  const status = /^Proxy response \((\d{3})\)|^Proxy Authentication Required \((407)\)/.exec(message);
  if (!status) return undefined;
  const number = status[1] ?? status[2];
  return number === "407"
    ? "the proxy wants a user and a password; write http://USER:PASSWORD@HOST:PORT"
    : `the proxy answered ${number}`;
}

/** OpenSSL's lines name the file and line of its own source: only the reason is of use. */
function openSslReason(error: Error): string {
  return /SSL routines:[^:]*:([^:]+)/.exec(error.message)?.[1] ?? printable(error.message);
}
