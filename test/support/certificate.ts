import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from "node:crypto";

/** A certificate and its key, in PEM, and what it takes to sign others with it. */
export interface MadeCertificate {
  readonly certificate: string;
  readonly key: string;
  readonly name: string;
  readonly privateKey: KeyObject;
}

export interface CertificateOptions {
  /** Host names and IPv4 addresses that it is for. */
  readonly hosts?: readonly string[];
  /** Who signs it; itself when absent. */
  readonly issuer?: MadeCertificate;
  readonly isAuthority?: boolean;
  readonly validUntil?: Date;
}

/**
 * Makes an X.509 certificate, since Node.js can only read them: enough of one for TLS between a test and its server.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function makeCertificate(name: string, options: CertificateOptions = {}): MadeCertificate {
  const { hosts = ["127.0.0.1", "localhost"], isAuthority = false } = options;
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const validUntil = options.validUntil ?? new Date(Date.now() + 86_400_000);
  const ecdsaWithSha256 = sequence(identifier("2a8648ce3d040302"));
  const body = sequence(
    tagged(0xa0, integer(2)),
    // A serial number: four bytes, whatever the chance.
    integer(2 ** 30 + Math.floor(Math.random() * 2 ** 30)),
    ecdsaWithSha256,
    named(options.issuer?.name ?? name),
    sequence(time(new Date(0)), time(validUntil)),
    named(name),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(basicConstraints(isAuthority), alternativeNames(hosts))),
  );
  const signature = sign("sha256", body, options.issuer?.privateKey ?? privateKey);
  const bytes = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.from([0]), signature));
  return {
    certificate: new X509Certificate(bytes).toString(),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    name,
    privateKey,
  };
}

function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 128) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  return Buffer.concat([Buffer.from([tag, 0x82, content.length >> 8, content.length & 255]), content]);
}

const sequence = (...parts: readonly Uint8Array[]) => tagged(0x30, ...parts);
const identifier = (hex: string) => tagged(0x06, Buffer.from(hex, "hex"));
const flag = (isTrue: boolean) => tagged(0x01, Buffer.from([isTrue ? 255 : 0]));

/** Of one byte or of four, without a sign. */
function integer(value: number): Buffer {
  if (value < 128) return tagged(0x02, Buffer.from([value]));
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return tagged(0x02, bytes);
}

/** Generalized time; strict readers want the shorter form before 2050, OpenSSL takes both. */
function time(date: Date): Buffer {
  return tagged(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]|\..*/g, "")}Z`));
}

function named(name: string): Buffer {
  return sequence(tagged(0x31, sequence(identifier("550403"), tagged(0x0c, Buffer.from(name)))));
}

function basicConstraints(isAuthority: boolean): Buffer {
  return sequence(identifier("551d13"), flag(true), tagged(0x04, sequence(...(isAuthority ? [flag(true)] : []))));
}

function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host)
      ? tagged(0x87, Buffer.from(host.split(".").map(Number)))
      : tagged(0x82, Buffer.from(host, "latin1")),
  );
  return sequence(identifier("551d11"), tagged(0x04, sequence(...names)));
}
