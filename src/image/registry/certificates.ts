import { createPrivateKey, X509Certificate } from "node:crypto";
import { stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { KnownError, messageOf } from "../../model/errors.ts";
import { type ConfigPlaces, dockerFolderOf, type Environment, etcOf, userConfigOf } from "./config-places.ts";
import type { Endpoint } from "./credential.ts";
import { isHost } from "./hosts.ts";
import { listConfigFiles, passOverForbidden, readConfigFile } from "./read-config.ts";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

export interface CertificateOptions extends ConfigPlaces {
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** What is laid down for one server. */
export type Certificates = Pick<Endpoint, "authorities" | "client">;

/**
 * The authorities that the environment names for every server: those in the file `SSL_CERT_FILE`, and those in the
 * folders of `SSL_CERT_DIR`. OpenSSL and Go put them in place of the system's; here they stand beside them.
 *
 * @returns Each in PEM, once.
 * @throws {KnownError} `OPTION_INVALID` naming the variable when its file or folder is not there or of no use.
 */
export async function certificatesForAll(environment: Environment): Promise<readonly string[]> {
  const file = environment.SSL_CERT_FILE;
  const folders = (environment.SSL_CERT_DIR ?? "").split(delimiter).filter((folder) => folder !== "");
  const found = file ? await namedAuthorities("SSL_CERT_FILE", file) : [];
  const inFolders = await Promise.all(folders.map((folder) => authoritiesInFolder(folder)));
  return [...new Set([...found, ...inFolders.flat()])];
}

/**
 * What is laid down for one server, under any of the names that it goes by, in the folders `certs.d` of Docker and of
 * Podman and its kin: `*.crt` are authorities; `NAME.cert` and `NAME.key` are a certificate of our own, and its key.
 * Of several such pairs the first is used. A folder that this user may not read is not for this user; a key is told of.
 *
 * @param hosts  As the folders are named: `registry.example.com:5000`
 * @throws {KnownError} `CONFIG_MALFORMED` naming the file, `READ_FAILED`
 *
 * Sources: https://docs.docker.com/engine/security/certificates/,
 * https://github.com/containers/image/blob/main/docs/containers-certs.d.5.md
 */
export async function certificatesFor(hosts: readonly string[], options: CertificateOptions): Promise<Certificates> {
  const authorities: string[] = [];
  let client: Endpoint["client"];
  for (const folder of certificateFolders(options)) {
    for (const host of hosts.filter(isHost)) {
      const found = await readCertificateFolder(join(folder, host), options);
      authorities.push(...found.authorities);
      client ??= found.client;
    }
  }
  return { authorities: [...new Set(authorities)], ...(client && { client }) };
}

function certificateFolders(places: ConfigPlaces): readonly string[] {
  const folders = [
    join(etcOf(places), "docker"),
    join(userConfigOf(places), "docker"),
    dockerFolderOf(places),
    join(etcOf(places), "containers"),
    join(userConfigOf(places), "containers"),
  ];
  return folders.map((folder) => join(folder, "certs.d"));
}

async function readCertificateFolder(folder: string, { onNotice }: CertificateOptions): Promise<Certificates> {
  // Docker makes its folder in /etc for root alone.
  const names = (await listConfigFiles(folder).catch(passOverForbidden)) ?? [];
  const authorities: string[] = [];
  let client: Endpoint["client"];
  for (const name of names) {
    const stem = name.replace(/\.\w+$/, "");
    if (name.endsWith(".crt")) {
      authorities.push(...authoritiesIn(await readPart(join(folder, name)), join(folder, name)));
    } else if (name.endsWith(".cert")) {
      if (!names.includes(`${stem}.key`)) {
        throw malformed(join(folder, name), `has no key ${stem}.key beside it; authorities are named *.crt`);
      }
      client ??= await readPair(join(folder, stem)).catch((error: unknown) => {
        passOverForbidden(error);
        onNotice?.(`${messageOf(error)}; the certificate of our own for this registry is not used`);
        return undefined;
      });
    } else if (name.endsWith(".key") && !names.includes(`${stem}.cert`)) {
      throw malformed(join(folder, name), `has no certificate ${stem}.cert beside it`);
    }
  }
  return { authorities, ...(client && { client }) };
}

/** A certificate and its key. Nothing of OpenSSL's own error is passed on: it was looking at a key. */
async function readPair(path: string): Promise<NonNullable<Endpoint["client"]>> {
  const certificate = await readPart(`${path}.cert`);
  const key = await readPart(`${path}.key`);
  const [first = ""] = authoritiesIn(certificate, `${path}.cert`);
  let isItsKey: boolean;
  try {
    isItsKey = new X509Certificate(first).checkPrivateKey(createPrivateKey(key));
  } catch {
    throw malformed(`${path}.key`, "is not a private key in PEM, or is locked with a passphrase");
  }
  if (!isItsKey) throw malformed(`${path}.key`, `is not the key of ${path}.cert`);
  return { certificate, key };
}

async function readPart(path: string): Promise<string> {
  const text = await readConfigFile(path);
  if (text === undefined) throw new KnownError("READ_FAILED", `${path}: a link that leads nowhere`, { path });
  return text;
}

/** @throws {KnownError} `CONFIG_MALFORMED` when there is none, or one that does not parse: TLS would fail later. */
function authoritiesIn(text: string, path: string): readonly string[] {
  const blocks = text.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) throw malformed(path, "holds no certificate in PEM");
  for (const block of blocks) {
    try {
      new X509Certificate(block);
    } catch (cause) {
      throw malformed(path, `holds a certificate that cannot be read: ${messageOf(cause)}`);
    }
  }
  return blocks;
}

async function namedAuthorities(variable: string, path: string): Promise<readonly string[]> {
  const text = await readConfigFile(path);
  if (text === undefined)
    throw new KnownError("OPTION_INVALID", `${variable}: ${path}: there is no such file`, { path });
  try {
    return authoritiesIn(text, path);
  } catch (cause) {
    throw new KnownError("OPTION_INVALID", `${variable}: ${messageOf(cause)}`, { path }, cause);
  }
}

/** What is no certificate is passed over: such folders hold lists of revoked ones and links besides. */
async function authoritiesInFolder(folder: string): Promise<readonly string[]> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    throw new KnownError("OPTION_INVALID", `SSL_CERT_DIR: ${folder}: there is no such folder`, { path: folder });
  }
  const found: string[] = [];
  for (const name of await listConfigFiles(folder)) {
    const text = await readConfigFile(join(folder, name)).catch(() => undefined);
    found.push(...(text?.match(CERTIFICATE) ?? []).filter((block) => isCertificate(block)));
  }
  return found;
}

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block) !== undefined;
  } catch {
    return false;
  }
}

function malformed(path: string, what: string): KnownError {
  return new KnownError("CONFIG_MALFORMED", `${path}: ${what}`, { path });
}
