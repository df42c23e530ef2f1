import { interpolate, type MavenCoordinates, type Pom } from "../../formats/pom.ts";
import { readExpression } from "../../licences/read-expression.ts";
import { groupOf, isName, isVersion, nebulaCoordinates, symbolicName } from "./jar-group.ts";
import { isJarLicence } from "./jar-licence.ts";
import { parseJarName, parseRepositoryPath } from "./jar-name.ts";
import { choiceOf } from "./licence-choice.ts";

/** One artifact in a jar, as plain JSON. */
export interface JarArtifact {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  /** What named it. */
  readonly by: "pom.properties" | "pom.xml" | "manifest" | "file name" | "repository";
  /** The folder of its pom, where it is not the jar's own artifact. */
  readonly within?: string;
  readonly licenses: readonly string[];
  readonly author?: string;
  readonly description?: string;
  readonly homepage?: string;
  /** `group:name` of what its pom asks for when it runs. */
  readonly needs?: readonly string[];
  /** The same of what it asks for only for itself: whoever uses it has to ask for that again, or does without. */
  readonly optional?: readonly string[];
}

/** What the jar has of one Maven project. */
export interface MavenRecord {
  /** `META-INF/maven/GROUP/ARTIFACT`. */
  readonly folder: string;
  readonly properties?: ReadonlyMap<string, string>;
  readonly pom?: Pom;
}

/** What there is to name the artifacts of a jar. */
export interface JarRecords {
  /** Path of the jar's file, in the image or in the jar around it. */
  readonly path: string;
  readonly manifest: ReadonlyMap<string, string>;
  readonly maven: readonly MavenRecord[];
}

/** Far more than a report shows; a pom may hold a book. */
const MOST_TEXT = 4000;
const MOST_NEEDS = 2000;
const MOST_LICENSES = 50;
const MOST_PARENTS = 10;
/** Of a group or a name that a pom asks for. */
const LONGEST_NAME = 256;

/** The jar's own artifact, if something names it, and those that were put into it without their jars. */
export function artifactsOf(records: JarRecords): { readonly own?: JarArtifact; readonly shaded: JarArtifact[] } {
  const poms = pomsByName(records.maven);
  const named = records.maven.flatMap((record) => {
    const artifact = mavenArtifact(record, poms);
    return artifact ? [artifact] : [];
  });
  const stem = stemOf(records.path);
  const own = chooseOwn(named, stem, records.manifest);
  const shaded = named.filter((artifact) => artifact !== own);
  const { within: _, ...bare } = (own && withFileVersion(own, stem)) ?? manifestArtifact(records, stem) ?? {};
  return { ...("name" in bare && { own: withManifest(bare, records.manifest) }), shaded };
}

/** A file's name without its extension. */
export function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

const nameOf = ({ groupId, artifactId, version }: MavenCoordinates) => `${groupId}:${artifactId}:${version}`;

function pomsByName(records: readonly MavenRecord[]): ReadonlyMap<string, Pom> {
  const poms = new Map<string, Pom>();
  for (const { pom } of records) {
    if (pom) poms.set(nameOf({ ...pom.parent, artifactId: undefined, ...pom } as MavenCoordinates), pom);
  }
  return poms;
}

/** A pom and those it inherits from, as far as the jar has them. */
function lineageOf(pom: Pom, poms: ReadonlyMap<string, Pom>): Pom[] {
  const lineage = [pom];
  for (let next = pom.parent; next && lineage.length < MOST_PARENTS; ) {
    const parent = poms.get(nameOf(next));
    if (!parent || lineage.includes(parent)) break;
    lineage.push(parent);
    next = parent.parent;
  }
  return lineage;
}

/** `project.version` and its like, under which a pom's own fields may be written. */
function projectField(pom: Pom, name: string): string | undefined {
  const field = /^(?:(?:project|pom)\.)?((?:parent\.)?(?:groupId|artifactId|version))$/.exec(name)?.[1];
  const { parent } = pom;
  switch (field) {
    case "groupId":
    case "version":
      return pom[field] ?? parent?.[field];
    case "artifactId":
      return pom.artifactId;
    case "parent.groupId":
      return parent?.groupId;
    case "parent.artifactId":
      return parent?.artifactId;
    case "parent.version":
      return parent?.version;
    default:
      return undefined;
  }
}

function mavenArtifact(
  { folder, properties, pom }: MavenRecord,
  poms: ReadonlyMap<string, Pom>,
): JarArtifact | undefined {
  const lineage = pom ? lineageOf(pom, poms) : [];
  const lookUp = (name: string) =>
    (pom && projectField(pom, name)) ?? lineage.find((one) => one.properties.has(name))?.properties.get(name);
  const resolve = (text: string | undefined) => {
    const resolved = text === undefined ? undefined : cleaned(interpolate(text, lookUp));
    return resolved && !/\$\{/.test(resolved) ? resolved : undefined;
  };

  const [folderGroup, folderName] = folder.split("/").slice(-2);
  const told = (key: "groupId" | "artifactId" | "version") => resolve(properties?.get(key));
  const inherited = (key: "groupId" | "version") => resolve(pom?.[key] ?? pom?.parent?.[key]);
  const group = told("groupId") ?? inherited("groupId") ?? folderGroup;
  const name = told("artifactId") ?? resolve(pom?.artifactId) ?? folderName;
  const version = told("version") ?? inherited("version");
  if (!group || !name || !version) return undefined;

  const nearest = <Value>(value: (pom: Pom) => Value | undefined) =>
    lineage.map(value).find((one) => one !== undefined && !(Array.isArray(one) && one.length === 0));
  const developers = nearest((one) => one.developers) ?? [];
  const author =
    resolve(nearest((one) => one.organization)) ??
    cleaned(
      developers
        .slice(0, 10)
        .flatMap((who) => resolve(who) ?? [])
        .join(", "),
    );
  const { needs, optional } = neededBy(pom, resolve);
  const description = resolve(pom?.description) ?? resolve(pom?.name);
  const homepage = resolve(nearest((one) => one.url));
  return {
    group,
    name,
    version,
    by: told("version") ? "pom.properties" : "pom.xml",
    within: folder,
    licenses: anyOf(
      (nearest((one) => one.licenses) ?? []).slice(0, MOST_LICENSES).flatMap((text) => resolve(text) ?? []),
    ),
    ...(author && { author }),
    ...(description && { description }),
    ...(homepage && { homepage }),
    ...(needs.length > 0 && { needs }),
    ...(optional.length > 0 && { optional }),
  };
}

/**
 * Of several licences of a project, whoever uses it may choose one. Names that make no expression together stay apart.
 *
 * Source: https://maven.apache.org/pom.html#Licenses
 */
function anyOf(licences: readonly string[]): readonly string[] {
  const [choice = "", ...others] = choiceOf(licences);
  return others.length === 0 && licences.length > 1 && readExpression(choice) ? [choice] : licences;
}

/** Not for what is only there to build or test with, or comes from elsewhere. */
const NOT_AT_RUN_TIME = new Set(["test", "provided", "system", "import"]);

function neededBy(pom: Pom | undefined, resolve: (text: string | undefined) => string | undefined) {
  const needs = new Set<string>();
  const optional = new Set<string>();
  for (const dependency of pom?.dependencies ?? []) {
    if (needs.size + optional.size === MOST_NEEDS) break;
    const [group, name] = [resolve(dependency.groupId), resolve(dependency.artifactId)];
    // A name of a few characters may stand for thousands: what it stands for is no name then.
    if (!group || !name || Math.max(group.length, name.length) > LONGEST_NAME) continue;
    if (NOT_AT_RUN_TIME.has(resolve(dependency.scope) ?? "compile")) continue;
    (resolve(dependency.optional) === "true" ? optional : needs).add(`${group}:${name}`);
  }
  return { needs: [...needs], optional: [...optional] };
}

/**
 * `mssql-jdbc-12.4.2.jre11.jar` has a record of 12.4.2 in it: one project is built for several Javas, and only the file
 * that Maven fetches has the whole version.
 */
function withFileVersion(artifact: JarArtifact, stem: string): JarArtifact {
  const rest = stem.startsWith(`${artifact.name}-${artifact.version}.`)
    ? stem.slice(artifact.name.length + 1 + artifact.version.length)
    : "";
  return /^\.(?:jre|jdk|java)\d{1,2}$/.test(rest) ? { ...artifact, version: artifact.version + rest } : artifact;
}

/** How well a Maven project fits to be what its jar is: by the file's name before all else. */
function fitOf(
  { group = "", name: own, version }: JarArtifact,
  file: string,
  manifest: ReadonlyMap<string, string>,
): number {
  // Debian writes `geronimo-interceptor-3.0-spec` for `geronimo-interceptor_3.0_spec`.
  const [name, stem] = file.includes(own) ? [own, file] : [dashed(own), dashed(file)];
  if (stem === `${name}-${version}` || stem.startsWith(`${name}-${version}-`)) return 1_000_000;
  if (stem === name || stem === `${group}.${name}-${version}`) return 900_000;
  if (stem.startsWith(`${name}-`)) return 100_000 + name.length;
  const names = ["implementation-title", "bundle-symbolicname", "extension-name", "bundle-name"];
  const told = names.map((key) => symbolicName(manifest.get(key)));
  if (told.includes(name) || told.includes(`${group}.${name}`)) return 50_000;
  const main = manifest.get("start-class") ?? manifest.get("main-class") ?? "";
  return main.startsWith(`${group}.`) ? group.length : 0;
}

const dashed = (name: string) => name.replaceAll("_", "-");

function chooseOwn(
  named: readonly JarArtifact[],
  stem: string,
  manifest: ReadonlyMap<string, string>,
): JarArtifact | undefined {
  const fits = named.map((artifact) => ({ artifact, fit: fitOf(artifact, stem, manifest) }));
  const best = Math.max(0, ...fits.slice(0, 10_000).map(({ fit }) => fit));
  if (best > 0) {
    const chosen = fits.filter(({ fit }) => fit === best);
    return chosen.length === 1 || best >= 100_000 ? chosen[0]?.artifact : undefined;
  }
  // A jar that was renamed, as builds do with `app.jar`; one that names another version holds this one only inside.
  const file = parseJarName(stem);
  const only = named.length === 1 ? named[0] : file.version === undefined ? chooseRoot(named) : undefined;
  if (!only) return undefined;
  const told = file.version ?? manifest.get("implementation-version") ?? manifest.get("bundle-version");
  return told === undefined || told === only.version || told.startsWith(`${only.version}.`) ? only : undefined;
}

/** Of projects in one jar the one that needs all others, by what each asks for. */
function chooseRoot(named: readonly JarArtifact[]): JarArtifact | undefined {
  const nameOf = ({ group, name }: JarArtifact) => `${group}:${name}`;
  const byName = new Map(named.map((artifact) => [nameOf(artifact), artifact]));
  const needed = new Set(
    named.flatMap((artifact) => (artifact.needs ?? []).filter((need) => need !== nameOf(artifact))),
  );
  const [root, ...others] = [...byName.values()].filter((artifact) => !needed.has(nameOf(artifact)));
  if (!root || others.length > 0) return undefined;
  const reached = new Set([nameOf(root)]);
  for (const name of reached) {
    for (const need of byName.get(name)?.needs ?? []) if (byName.has(need)) reached.add(need);
  }
  return reached.size === byName.size ? root : undefined;
}

/** What builds call whatever they make. */
const RENAMED = new Set("app application main program server service web api root".split(" "));

/** What a jar without a pom is called: by the repository it stands in, its manifest, and the name of its file. */
function manifestArtifact({ path, manifest }: JarRecords, stem: string): JarArtifact | undefined {
  const repository = parseRepositoryPath(path);
  if (repository) {
    const { group, artifact: name, version } = repository;
    return { group, name, version, by: "repository", licenses: [] };
  }
  const file = parseJarName(stem);
  const coordinates = nebulaCoordinates(manifest.get("implementation-title"));
  if (coordinates && (file.version === undefined || file.artifact === coordinates.name)) {
    return { ...coordinates, by: "manifest", licenses: [] };
  }
  const symbolic = symbolicName(manifest.get("bundle-symbolicname"));
  const names = [manifest.get("short-name"), manifest.get("implementation-title"), symbolic];
  const told = names.concat(manifest.get("extension-name"), manifest.get("automatic-module-name")).find(isName);
  // A file with a version has the name that Maven gave it; one without was renamed perhaps. A bundle is called by its
  // packages (`com.google.inject` of `guice.jar`), and an artifact so only where its file is, too.
  const isOfPackages = told === symbolic && told?.includes(".") && !stem.includes(".") && !RENAMED.has(stem);
  const fromFile = isName(file.artifact) && (file.version !== undefined || told === undefined || isOfPackages);
  const name = fromFile ? file.artifact : told;
  const versions = ["plugin-version", "implementation-version", "bundle-version", "specification-version"];
  // `1.4 1855 April 22 2006` of old builds begins with the version.
  const manifestVersion = versions.map((key) => manifest.get(key)?.split(" ")[0]).find(isVersion);
  // Debian calls a jar `…-3.x` that stands for whatever comes.
  const version = isVersion(file.version) && !file.version.endsWith(".x") ? file.version : manifestVersion;
  if (!name || !version) return undefined;
  const group = groupOf(name, version, manifest, symbolic);
  return {
    ...(group && { group }),
    name,
    version,
    by: file.version === version && !told ? "file name" : "manifest",
    licenses: [],
  };
}

/** Fills from the manifest what the pom does not say. */
function withManifest(artifact: JarArtifact, manifest: ReadonlyMap<string, string>): JarArtifact {
  const first = (...keys: string[]) => cleaned(keys.map((key) => manifest.get(key)).find((text) => text) ?? "");
  const author =
    artifact.author ?? first("plugin-developers", "implementation-vendor", "bundle-vendor", "specification-vendor");
  const description = artifact.description ?? first("bundle-description", "long-name", "bundle-name");
  const homepage = artifact.homepage ?? first("url", "bundle-docurl", "implementation-url");
  const licenses = bundleLicenses(manifest.get("plugin-license-name") ?? manifest.get("bundle-license") ?? "");
  return {
    ...artifact,
    licenses: artifact.licenses.length > 0 ? artifact.licenses : licenses,
    ...(author && { author }),
    ...(description && { description }),
    ...(homepage && { homepage }),
  };
}

/**
 * `Apache-2.0;link="https://…";description="…", MIT` → the name of each.
 *
 * Source: https://docs.osgi.org/specification/osgi.core/8.0.0/framework.module.html#framework.module.bundlelicense
 */
function bundleLicenses(text: string): string[] {
  const outsideQuotes = text.slice(0, MOST_TEXT).replace(/"[^"]*"/g, "");
  const names = outsideQuotes.split(",").map((part) => part.split(";")[0]?.trim() ?? "");
  // `LICENSE` is a file in the jar.
  return names.filter((name) => name !== "" && name !== "<<EXTERNAL>>" && !isJarLicence(name)).slice(0, MOST_LICENSES);
}

/** One line of bounded length. */
function cleaned(text: string): string | undefined {
  const line = text.slice(0, MOST_TEXT).replace(/\s+/g, " ").trim();
  return line === "" ? undefined : line;
}
