import { existsSync, readFileSync } from "node:fs";
import { getCACertificates } from "node:tls";

/**
 * Where systems keep the authorities that their administrator trusts, a company's own among them.
 * Source: https://github.com/golang/go/blob/master/src/crypto/x509/root_linux.go, by which Docker and Podman find them.
 */
const BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

let known: readonly string[] | undefined;

/** Authorities, in PEM, that this machine trusts: Node.js' own, and those of the system. Found once a run. */
export function systemAuthorities(): readonly string[] {
  known ??= [...getCACertificates("default"), ...authoritiesOfSystem(BUNDLES)];
  return known;
}

/** @param bundles The first that can be read counts. */
export function authoritiesOfSystem(bundles: readonly string[]): readonly string[] {
  for (const path of bundles) {
    try {
      // As a whole: to ask Node.js for the system's takes three times as long, since it looks at each.
      return [readFileSync(path, "utf8")];
    } catch {
      // Not this system's place.
    }
  }
  // Where a Linux does not even have the folder, as in small container images, Node.js complains on standard error.
  return process.platform === "linux" && !existsSync("/etc/ssl/certs") ? [] : getCACertificates("system");
}
