import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Issued } from "./authority.ts";
import { serve } from "./serve.ts";

/** The one account of a registry that asks for one. Its password has what breaks careless quoting. */
export const ACCOUNT = { user: "ada", password: "c0rrect-horse/battery+staple" } as const;

// By `htpasswd -Bbn -C 5`: the registry takes bcrypt alone, which Node.js does not have.
const PASSWORD_FILE = `${ACCOUNT.user}:$2y$05$FwRJBS/q.y/JJ.0IrBX/.eS0HIuhBPEYs4XgtstNFiOKXQwSaGHLS\n`;

export interface DockerRegistryOptions {
  /** Plain http when absent. */
  readonly tls?: Issued;
  /** File of the authority that signs the certificates of clients, which are asked for then. */
  readonly clientAuthority?: string;
  /** Asks for the account, by basic authentication. */
  readonly asksForPassword?: boolean;
  /** Asks for tokens of this address, signed by a certificate of the authority in this file. */
  readonly tokens?: { readonly realm: string; readonly authorityFile: string };
}

/** Who gives tokens, and for what, by their own words. */
export const TOKENS = { service: "test-registry", issuer: "test-realm" } as const;

/** Debian's docker-registry: the program that Docker calls Distribution. */
export interface DockerRegistry extends AsyncDisposable {
  readonly port: number;
  /** `METHOD /v2/…` of every request so far. */
  readonly asked: () => string[];
  /** Where it keeps the bytes of a blob. */
  readonly blobFile: (digest: string) => string;
}

/** Source: https://distribution.github.io/distribution/about/configuration/ */
export async function startDockerRegistry(options: DockerRegistryOptions = {}): Promise<DockerRegistry> {
  const { tls, clientAuthority, asksForPassword = false, tokens } = options;
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-registry-"));
  const inFolder = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const clients = clientAuthority === undefined ? {} : { clientcas: [clientAuthority] };
  const htpasswd = { realm: "test", path: inFolder("htpasswd", PASSWORD_FILE) };
  const configuration = {
    version: "0.1",
    storage: { filesystem: { rootdirectory: join(folder, "blobs") } },
    http: {
      addr: "127.0.0.1:0",
      ...(tls && { tls: { certificate: tls.certificateFile, key: tls.keyFile, ...clients } }),
    },
    ...(asksForPassword && { auth: { htpasswd } }),
    ...(tokens && { auth: { token: { ...TOKENS, realm: tokens.realm, rootcertbundle: tokens.authorityFile } } }),
  };
  // JSON is YAML too.
  const file = inFolder("config.yml", JSON.stringify(configuration));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const served = await serve(["docker-registry", "serve", file], /listening on 127\.0\.0\.1:(\d+)/);
    return {
      port: Number(served.ready[1]),
      asked: () => [...served.log().matchAll(/"([A-Z]+ \/v2\/\S*) HTTP/g)].map(([, line = ""]) => line),
      blobFile: (digest) => {
        const hex = digest.replace("sha256:", "");
        return join(folder, "blobs/docker/registry/v2/blobs/sha256", hex.slice(0, 2), hex, "data");
      },
      async [Symbol.asyncDispose]() {
        await served[Symbol.asyncDispose]();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
