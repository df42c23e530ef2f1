import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerTls } from "../../support/recorded-server.ts";

/** A certificate and its key, as files and as text. */
export interface Issued extends ServerTls {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** An authority that no machine trusts by itself. */
export interface Authority extends Disposable {
  readonly certificate: string;
  readonly certificateFile: string;
  /** A certificate for servers of these names and addresses. */
  readonly forServer: (names: readonly string[]) => Issued;
  /** A certificate by which a client says who it is. */
  readonly forClient: (name: string) => Issued;
}

/** Makes an authority with OpenSSL, whose certificates are not ours to get wrong. */
export function newAuthority(name = "Plimsoll test authority"): Authority {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-authority-"));
  const file = (stem: string, ending: string) => join(folder, `${stem}.${ending}`);
  let count = 0;

  function make(stem: string, subject: string, extensions: readonly string[], signing: readonly string[]): Issued {
    const certificateFile = file(stem, "crt");
    const keyFile = file(stem, "key");
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
        ...["-subj", `/CN=${subject}`, "-keyout", keyFile, "-out", certificateFile, ...signing],
        ...extensions.flatMap((extension) => ["-addext", extension]),
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    const certificate = readFileSync(certificateFile, "utf8");
    return { certificateFile, keyFile, certificate, key: readFileSync(keyFile, "utf8") };
  }

  const own = make("ca", name, ["keyUsage=critical,keyCertSign,cRLSign"], []);
  const signing = ["-CA", own.certificateFile, "-CAkey", own.keyFile];
  const leaf = (subject: string, extensions: readonly string[]) =>
    make(`leaf-${++count}`, subject, ["basicConstraints=critical,CA:FALSE", ...extensions], signing);
  return {
    certificate: own.certificate,
    certificateFile: own.certificateFile,
    forServer(names) {
      const alternatives = names.map((one) => (/^[\d.]+$/.test(one) ? `IP:${one}` : `DNS:${one}`));
      return leaf(names[0] ?? "", [`subjectAltName=${alternatives.join(",")}`, "extendedKeyUsage=serverAuth"]);
    },
    forClient: (subject) => leaf(subject, ["extendedKeyUsage=clientAuth"]),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
