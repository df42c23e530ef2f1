import { join } from "node:path";
import { z } from "zod";
import { KnownError } from "../../model/errors.ts";
import { type ConfigPlaces, etcOf, homeOf, userConfigOf } from "./config-places.ts";
import { passOverForbidden, readConfigFile } from "./read-config.ts";

const DaemonDocument = z.object({
  "registry-mirrors": z.array(z.string()).nullish(),
  "insecure-registries": z.array(z.string()).nullish(),
});

/** What Docker's daemon is told of registries. */
export interface DaemonSettings {
  /** Addresses that stand before Docker Hub, and before no other registry. */
  readonly mirrors: readonly string[];
  /** Hosts and, as CIDR, networks that may be asked without encryption. */
  readonly insecure: readonly string[];
}

/**
 * Reads `daemon.json` of Docker's daemon, of one that runs without root, and of Docker Desktop; all that exist count.
 * One that this user may not read is not for this user.
 *
 * @throws {KnownError} `CONFIG_MALFORMED` naming the file, `READ_FAILED`
 *
 * Source: https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file
 */
export async function readDockerDaemon(places: ConfigPlaces): Promise<DaemonSettings> {
  const folders = [
    join(etcOf(places), "docker"),
    join(userConfigOf(places), "docker"),
    join(homeOf(places), ".docker"),
  ];
  const mirrors: string[] = [];
  const insecure: string[] = [];
  for (const file of folders.map((folder) => join(folder, "daemon.json"))) {
    const text = await readConfigFile(file).catch(passOverForbidden);
    if (!text?.trim()) continue;
    const settings = parseDaemonSettings(text, file);
    mirrors.push(...(settings["registry-mirrors"] ?? []));
    insecure.push(...(settings["insecure-registries"] ?? []));
  }
  return { mirrors, insecure };
}

function parseDaemonSettings(text: string, file: string): z.infer<typeof DaemonDocument> {
  const malformed = (what: string) => new KnownError("CONFIG_MALFORMED", `${file}: ${what}`, { path: file });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Its message quotes the file, where a proxy's password may stand.
    throw malformed("is not JSON");
  }
  const result = DaemonDocument.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw malformed(`${issue?.path.join(".") || "the document"}: ${issue?.message}`);
}
