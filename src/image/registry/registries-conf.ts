import { join } from "node:path";
import { parse, TomlError } from "smol-toml";
import { z } from "zod";
import { KnownError } from "../../model/errors.ts";
import { type ConfigPlaces, etcOf, userConfigOf } from "./config-places.ts";
import { listConfigFiles, passOverForbidden, readConfigFile } from "./read-config.ts";

/** `HOST[:PORT][/NAMESPACE…]`, or `*.DOMAIN`. */
const Location = z
  .string()
  .refine((text) => !/^https?:\/\//.test(text), "begins with http:// or https://, which does not belong there")
  .transform((text) => text.replace(/\/+$/, ""));

const EndpointTable = z.object({
  location: Location.optional(),
  insecure: z.boolean().optional(),
  "pull-from-mirror": z.enum(["", "all", "digest-only", "tag-only"]).optional(),
});

const RegistryTable = EndpointTable.extend({
  prefix: Location.optional(),
  blocked: z.boolean().optional(),
  mirror: z.array(EndpointTable).optional(),
  "mirror-by-digest-only": z.boolean().optional(),
});

const OldList = z.object({ registries: z.array(Location).optional() }).optional();

const ConfDocument = z.object({
  registry: z.array(RegistryTable).optional(),
  // Version 1 of the format, which Podman still takes: lists of hosts.
  registries: z.object({ insecure: OldList, block: OldList }).optional(),
});

/** What `registries.conf` says of the names that begin with `prefix`. */
export interface RegistryRule {
  readonly prefix: string;
  /** What stands for the prefix where it is really asked for; empty when the name is asked for as it is. */
  readonly location: string;
  readonly insecure: boolean;
  readonly blocked: boolean;
  readonly mirrors: readonly MirrorRule[];
  /** The file that says so. */
  readonly file: string;
}

export interface MirrorRule {
  readonly location: string;
  readonly insecure: boolean;
  /** Which references it is asked for: those with a digest, those without one, or all. */
  readonly pulls: "all" | "digest-only" | "tag-only";
}

/**
 * Reads the settings of Podman, Buildah, Skopeo and CRI-O: the file that `CONTAINERS_REGISTRIES_CONF` names, else the
 * user's, else the system's; then the files `*.conf` in the folders `registries.conf.d`, later ones over earlier.
 * Short names are not read: a name without a host is Docker Hub's here.
 *
 * @throws {KnownError} `CONFIG_MALFORMED` naming file and place, `READ_FAILED`
 *
 * Sources: containers-registries.conf(5) and containers-registries.conf.d(5) of https://github.com/containers/image
 */
export async function readRegistriesConf(places: ConfigPlaces): Promise<readonly RegistryRule[]> {
  const rules = new Map<string, RegistryRule>();
  for (const file of await registriesConfFiles(places)) {
    const text = await readConfigFile(file).catch(passOverForbidden);
    if (text === undefined) continue;
    const ofFile = new Map<string, RegistryRule>();
    // Within a file the first of two tables with one prefix counts; a later file replaces it.
    for (const rule of parseRegistriesConf(text, file)) {
      if (!ofFile.has(rule.prefix)) ofFile.set(rule.prefix, rule);
    }
    for (const [prefix, rule] of ofFile) rules.set(prefix, rule);
  }
  return [...rules.values()];
}

async function registriesConfFiles(places: ConfigPlaces): Promise<readonly string[]> {
  const { environment } = places;
  const [user, system] = [userConfigOf(places), etcOf(places)].map((folder) => join(folder, "containers"));
  const userFile = join(user ?? "", "registries.conf");
  const named = environment.CONTAINERS_REGISTRIES_CONF;
  if (named && (await readConfigFile(named)) === undefined) {
    const message = `CONTAINERS_REGISTRIES_CONF: ${named}: there is no such file`;
    throw new KnownError("OPTION_INVALID", message, { path: named });
  }
  const hasUserFile = !named && (await readConfigFile(userFile)) !== undefined;
  const main = named || (hasUserFile ? userFile : join(system ?? "", "registries.conf"));
  // Who has a file of one's own is not told by the system's drop-ins either.
  const folders = hasUserFile ? [user] : [system, user];
  const files = [main];
  for (const folder of folders.map((parent) => join(parent ?? "", "registries.conf.d"))) {
    const names = (await listConfigFiles(folder).catch(passOverForbidden)) ?? [];
    files.push(...names.filter((name) => name.endsWith(".conf")).map((name) => join(folder, name)));
  }
  return files;
}

/** @throws {KnownError} `CONFIG_MALFORMED` */
export function parseRegistriesConf(text: string, file: string): readonly RegistryRule[] {
  const malformed = (what: string) => new KnownError("CONFIG_MALFORMED", `${file}: ${what}`, { path: file });
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    // The rest of its message quotes the file, where a proxy's password may stand.
    const [reason = ""] = cause instanceof TomlError ? cause.message.split("\n") : [];
    const place = cause instanceof TomlError ? `line ${cause.line}, column ${cause.column}: ` : "";
    throw malformed(`${place}${reason.replace("Invalid TOML document: ", "") || "is not TOML"}`);
  }
  const result = ConfDocument.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw malformed(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { registry = [], registries } = result.data;
  const old = (list: readonly string[] | undefined, marks: Partial<RegistryRule>) =>
    (list ?? []).map((prefix) => ruleOf({ prefix, location: prefix }, file, marks));
  const blocked = registries?.block?.registries;
  return [
    ...registry.map((table, index) => {
      const where = `registry.${index}`;
      const isWildcard = table.prefix?.startsWith("*.") ?? false;
      if (!table.location && !isWildcard) throw malformed(`${where}: has no location`);
      if (table.mirror?.some(({ location }) => !location)) throw malformed(`${where}.mirror: has no location`);
      for (const { location } of [table, ...(table.mirror ?? [])]) {
        if (location && !hasHost(location)) throw malformed(`${where}: '${location}' does not begin with a host`);
      }
      return ruleOf(table, file);
    }),
    ...old(blocked, { blocked: true }),
    ...old(registries?.insecure?.registries, { insecure: true }).filter(({ prefix }) => !blocked?.includes(prefix)),
  ];
}

function ruleOf(table: z.infer<typeof RegistryTable>, file: string, marks: Partial<RegistryRule> = {}): RegistryRule {
  const byDigestOnly = table["mirror-by-digest-only"] ? "digest-only" : "all";
  return {
    prefix: table.prefix || (table.location ?? ""),
    location: table.location ?? "",
    insecure: table.insecure ?? false,
    blocked: table.blocked ?? false,
    mirrors: (table.mirror ?? []).map((mirror) => ({
      location: mirror.location ?? "",
      insecure: mirror.insecure ?? false,
      pulls: mirror["pull-from-mirror"] || byDigestOnly,
    })),
    file,
    ...marks,
  };
}

/** Else a location `mirror/team` would be read as Docker Hub's. */
function hasHost(location: string): boolean {
  const [host = ""] = location.split("/");
  return host === "localhost" || /[.:]/.test(host);
}

/**
 * The rule with the longest prefix that a name begins with.
 *
 * @param name  `HOST/REPOSITORY`, with tag and digest as they were asked for.
 */
export function findRule(rules: readonly RegistryRule[], name: string): RegistryRule | undefined {
  return rules
    .filter(({ prefix }) => matchedLength(prefix, name) > 0)
    .reduce<RegistryRule | undefined>(
      (best, rule) => (best === undefined || rule.prefix.length > best.prefix.length ? rule : best),
      undefined,
    );
}

/** The name behind a location that takes the place of the prefix: `HOST/REPOSITORY`, with tag and digest. */
export function relocate(name: string, { prefix }: RegistryRule, location: string): string {
  return location === "" ? name : location + name.slice(matchedLength(prefix, name));
}

/** How many characters of the name a prefix stands for; 0 when it does not begin with it. */
function matchedLength(prefix: string, name: string): number {
  // `localhost` leads to `localhost:5000` too: their manual says otherwise, but that is what the engines do.
  const endsThere = (length: number) => length === name.length || /[:/@]/.test(name[length] ?? "");
  if (!prefix.startsWith("*.")) return name.startsWith(prefix) && endsThere(prefix.length) ? prefix.length : 0;
  const [host = ""] = name.split(/[:/]/);
  return host.endsWith(prefix.slice(1)) ? host.length : 0;
}
