import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sha256Of } from "../../host/sha256.ts";
import { KnownError, messageOf } from "../../model/errors.ts";
import { readTlsMaterial, type TlsMaterial } from "./tls-material.ts";

/** Where a Docker context leads. */
export interface ContextEndpoint {
  readonly url: string;
  readonly tls?: TlsMaterial;
}

const ConfigDocument = z.object({ currentContext: z.string().optional() });

const MetaDocument = z.object({
  Endpoints: z.object({ docker: z.object({ Host: z.string().min(1), SkipTLSVerify: z.boolean().optional() }) }),
});

/**
 * The context that `docker context use` chose; `undefined` where there is none, or nothing that can be read.
 *
 * @param folder  Docker's own: `~/.docker`
 */
export async function currentContext(folder: string): Promise<string | undefined> {
  try {
    return ConfigDocument.parse(JSON.parse(await readFile(join(folder, "config.json"), "utf8"))).currentContext;
  } catch {
    // Broken or forbidden: the registry's side, which needs credentials of it, says so. No context is a good guess here.
    return undefined;
  }
}

/**
 * Reads a context from where Docker keeps it, in a folder named by the digest of its name.
 *
 * Source: docker/cli, cli/context/store
 *
 * @param folder  Docker's own: `~/.docker`
 * @throws {KnownError} `ENGINE_UNREACHABLE` when there is no such context, or it leads nowhere; `READ_FAILED`
 */
export async function readContext(folder: string, name: string): Promise<ContextEndpoint> {
  const id = sha256Of(name).slice("sha256:".length);
  let meta: z.infer<typeof MetaDocument>;
  try {
    meta = MetaDocument.parse(JSON.parse(await readFile(join(folder, "contexts", "meta", id, "meta.json"), "utf8")));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why =
      code === "ENOENT"
        ? "there is none of that name; `docker context ls` shows them"
        : code
          ? `cannot be read: ${messageOf(cause)}`
          : "names no Docker endpoint; `docker context inspect` shows it";
    throw new KnownError("ENGINE_UNREACHABLE", `Docker context '${name}': ${why}`, { context: name }, cause);
  }
  const { Host: url, SkipTLSVerify: skipVerify = false } = meta.Endpoints.docker;
  const tls = await readTlsMaterial(join(folder, "contexts", "tls", id, "docker"), skipVerify);
  const isEncrypted = skipVerify || tls.ca !== undefined || tls.cert !== undefined;
  return { url, ...(isEncrypted && { tls }) };
}
