import { expect, test } from "vitest";
import { WorthRetrying } from "../../host/retry.ts";
import { PATIENCE } from "./patience.ts";
import { type Addressee, unreachable } from "./unreachable.ts";

const to: Addressee = {
  url: new URL("https://registry.example:5000/v2/?token=SECRET"),
  isOwn: true,
  proxy: undefined,
  patience: PATIENCE,
};
const coded = (code: string, message = "") => Object.assign(new Error(message), { code });
const openSsl = (reason: string) =>
  coded(
    "EPROTO",
    `write EPROTO 405DE1:error:0A00010B:SSL routines:tls_validate_record_header:${reason}:../deps/x.c:77:`,
  );

test.each<{ title: string; error: unknown; to?: Partial<Addressee>; says: string; passes: boolean }>([
  {
    title: "an unknown host",
    error: coded("ENOTFOUND"),
    says: "no host of that name; check the reference",
    passes: false,
  },
  { title: "a silent name server", error: coded("EAI_AGAIN"), says: "could not be looked up", passes: true },
  { title: "a closed port", error: coded("ECONNREFUSED"), says: "refuses connections; check the port", passes: true },
  {
    title: "a closed port at all addresses",
    error: new AggregateError([coded("ECONNREFUSED"), coded("EHOSTUNREACH")]),
    says: "refuses connections",
    passes: true,
  },
  { title: "no network", error: coded("ENETUNREACH"), says: "no way to it from this network", passes: true },
  { title: "no connection", error: coded("UND_ERR_CONNECT_TIMEOUT"), says: "no connection within 10 s", passes: true },
  { title: "no answer", error: coded("UND_ERR_HEADERS_TIMEOUT"), says: "did not answer within 30 s", passes: true },
  { title: "silence", error: coded("UND_ERR_BODY_TIMEOUT"), says: "nothing came for 30 s", passes: true },
  { title: "a break", error: coded("UND_ERR_SOCKET", "other side closed"), says: "broke off", passes: true },
  { title: "what is no HTTP", error: coded("HPE_INVALID_CONSTANT"), says: "is not HTTP", passes: false },
  { title: "endless headers", error: coded("UND_ERR_HEADERS_OVERFLOW"), says: "are too large", passes: false },
  {
    title: "a certificate that nobody signed",
    error: coded("DEPTH_ZERO_SELF_SIGNED_CERT"),
    says: "certs.d/registry.example:5000/ca.crt or SSL_CERT_FILE, or allow it with --insecure-registry registry.example:5000",
    passes: false,
  },
  {
    title: "the same of a server that is not the registry's: no flag helps there",
    error: coded("UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
    to: { isOwn: false },
    says: "certs.d/registry.example:5000/ca.crt or SSL_CERT_FILE",
    passes: false,
  },
  { title: "an old certificate", error: coded("CERT_HAS_EXPIRED"), says: "has expired", passes: false },
  {
    title: "another's certificate",
    error: coded("ERR_TLS_CERT_ALTNAME_INVALID"),
    says: "for another name",
    passes: false,
  },
  {
    title: "plain http behind https",
    error: openSsl("wrong version number"),
    says: "plain http most likely; allow that with --insecure-registry registry.example:5000",
    passes: false,
  },
  {
    title: "TLS that fails otherwise",
    error: openSsl("no shared cipher"),
    says: "connection: no shared cipher",
    passes: false,
  },
  {
    title: "a certificate that is asked of us",
    error: coded("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"),
    says: "certs.d/registry.example:5000/client.cert and client.key",
    passes: false,
  },
  {
    title: "a proxy that wants a password",
    error: coded("UND_ERR_ABORTED", "Proxy response (407) !== 200 when HTTP Tunneling"),
    to: { proxy: new URL("http://user:hunter2@proxy.local:3128") },
    says: "through the proxy proxy.local:3128: the proxy wants a user and a password",
    passes: false,
  },
  {
    title: "a proxy that refuses",
    error: coded("UND_ERR_ABORTED", "Proxy response (403) !== 200 when HTTP Tunneling"),
    to: { proxy: new URL("http://proxy.local:3128") },
    says: "the proxy answered 403",
    passes: false,
  },
  {
    title: "a cause underneath",
    error: new TypeError("fetch failed", { cause: coded("ECONNRESET") }),
    says: "broke off",
    passes: true,
  },
  { title: "something else", error: new Error("a surprise"), says: "a surprise", passes: false },
  { title: "what is no error", error: "a surprise", says: "a surprise", passes: false },
])("$title", ({ error, to: more, says, passes }) => {
  const thrown = unreachable(error, { ...to, ...more });
  expect(thrown instanceof WorthRetrying).toBe(passes);
  const known = thrown instanceof WorthRetrying ? thrown.error : thrown;
  expect(known.code).toBe("REGISTRY_UNREACHABLE");
  expect(known.message).toMatch(/^registry\.example:5000/);
  expect(known.message).toContain(says);
  expect(`${known.message}${JSON.stringify(known.details)}`).not.toMatch(/SECRET|hunter2/);
  if (more?.isOwn === false) expect(known.message).not.toContain("--insecure-registry");
});
