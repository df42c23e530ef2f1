import { knownMavenGroup } from "./maven-groups.ts";

/** `org.example.name;singleton:=true` → `org.example.name` */
export const symbolicName = (text: string | undefined) => text?.split(";")[0]?.trim();

/** Whether it may be the name of an artifact, and no sentence. */
export const isName = (text: string | undefined): text is string =>
  text !== undefined && /^[\w][\w.+-]{0,199}$/.test(text);
const isGroup = (text: string | undefined): text is string =>
  text !== undefined && /^[a-z][\w-]*(?:\.[\w-]+){1,20}$/i.test(text);
/** Whether it may be a version. */
export const isVersion = (text: string | undefined): text is string =>
  text !== undefined && /^v?\d[\w.+~-]{0,99}$/.test(text);

/** `io.micrometer#context-propagation;1.1.1`, as a Gradle plug-in that many use titles what it builds. */
export function nebulaCoordinates(title: string | undefined) {
  const [, group, name, version] = /^([\w.-]{1,200})#([\w.-]{1,200});([\w.+~-]{1,100})$/.exec(title ?? "") ?? [];
  return isGroup(group) && isName(name) && isVersion(version) ? { group, name, version } : undefined;
}

/** Domains in which many have a group of their own, and none is called as the domain. */
const SHARED_DOMAINS = new Set(
  "com.github com.google com.ibm com.microsoft com.oracle com.sun io.github net.java net.sf net.sourceforge"
    .concat(" org.apache org.eclipse org.sonatype")
    .split(" "),
);

/** A module may be called by any words; a group begins with a domain. */
const isDomain = (text: string | undefined): text is string =>
  isGroup(text) && /^(?:[a-z]{2,4}|info|jakarta|javax|software)\./.test(text);

/** The Maven group of a jar that has no pom: by its name, or by what its manifest calls it. */
export function groupOf(
  name: string,
  version: string,
  manifest: ReadonlyMap<string, string>,
  symbolic: string | undefined,
) {
  const isOwn = (text: string | undefined): text is string => isGroup(text) && !SHARED_DOMAINS.has(text);
  const told = [manifest.get("group-id"), manifest.get("implementation-vendor-id")].find(isOwn);
  const known = knownMavenGroup(name, version);
  if (known || told) return known ?? told;
  const bundle = [symbolic, manifest.get("automatic-module-name"), manifest.get("extension-name")].find(isDomain);
  if (bundle === undefined) return undefined;
  const parts = bundle.split(".");
  for (const ending of [`.${name}`, `.${name.replaceAll("-", ".")}`]) {
    const rest = bundle.endsWith(ending) ? bundle.slice(0, -ending.length) : "";
    if (rest.includes(".") && isOwn(rest)) return rest;
  }
  // `com.google.inject.assistedinject` names `guice-assistedinject` of the group `com.google.inject`, and
  // `org.eclipse.jdt.core` is the artifact's whole name there, of the group `org.eclipse.jdt`.
  const isOfName = name === bundle || name.split(/[-.]/).includes(parts.at(-1) ?? "");
  const parent = parts.slice(0, -1).join(".");
  return isOfName && parts.length > 2 && isOwn(parent) ? parent : bundle;
}
