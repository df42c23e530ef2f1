import { parseMailHeaders } from "../../formats/mail-headers.ts";
import { parseEggRequires, parseRequirement } from "../../formats/python-requirement.ts";
import { type DeclaredPackage, declaredPackage } from "./declared-package.ts";
import { normalizePypiName } from "./pypi-name.ts";
import { evaluateMarker, LINUX } from "./python-marker.ts";

/** What a package's own record says. */
export interface PythonMetadata extends DeclaredPackage {
  readonly needs?: readonly PythonNeed[];
  readonly properties?: Readonly<Record<string, string>>;
}

/** A name as PyPI spells it; where the version of Python decides whether it is needed, with the marker. */
export type PythonNeed = string | readonly [name: string, marker: string];

/** Longer texts in the License field are the licence itself, not its name. */
const MAX_LICENSE_NAME = 100;
const MOST_NEEDS = 2000;
const MOST_CHARACTERS = 2048;

/** Reads METADATA or PKG-INFO; tells what is missing where the package has no name or version. */
export function pythonMetadata(text: string): PythonMetadata | { readonly missing: "Name" | "Version" } {
  const headers = Map.groupBy(parseMailHeaders(text), ([key]) => key);
  const all = (name: string) => headers.get(name)?.map(([, value]) => value.trim()) ?? [];
  const first = (name: string) => all(name).find((value) => value !== "" && value !== "UNKNOWN");
  const name = first("name");
  const version = first("version");
  if (!name || !version) return { missing: name ? "Version" : "Name" };
  const urls = new Map(all("project-url").map(labelledUrl));
  const homepage = first("home-page") ?? urls.get("homepage");
  const repository = ["source", "repository", "sourcecode", "github"].map((label) => urls.get(label)).find(Boolean);
  const declared = declaredPackage(name, version, {
    licenses: licensesOf(first("license-expression"), first("license"), all("classifier")),
    author:
      personOf(first("author"), first("author-email")) ?? personOf(first("maintainer"), first("maintainer-email")),
    description: first("summary"),
    homepage,
  });
  const needs = needsOf(all("requires-dist"));
  const properties = {
    ...textProperty("python:requires-python", first("requires-python")),
    ...textProperty("python:license-file", all("license-file").join(", ")),
    ...textProperty("python:repository", repository),
  };
  return {
    ...declared,
    ...(needs.length > 0 && { needs }),
    ...(Object.keys(properties).length > 0 && { properties }),
  };
}

/** What an egg needs, by its requires.txt. */
export function eggNeeds(text: string): PythonNeed[] {
  return needsOf(parseEggRequires(text));
}

/** What is needed on Linux where nobody asks for extras. */
function needsOf(requirements: readonly string[]): PythonNeed[] {
  const needs = requirements.slice(0, MOST_NEEDS).flatMap((text): PythonNeed[] => {
    const requirement = parseRequirement(text);
    if (!requirement) return [];
    const { marker } = requirement;
    const name = normalizePypiName(requirement.name);
    if (marker === undefined) return [name];
    const isNeeded = evaluateMarker(marker, LINUX);
    if (isNeeded === undefined) return [[name, marker]];
    return isNeeded ? [name] : [];
  });
  const plain = new Set(needs.filter((need) => typeof need === "string"));
  return [...plain, ...needs.filter((need) => typeof need !== "string" && !plain.has(need[0]))];
}

const textProperty = (key: string, text: string | undefined) => (text ? { [key]: text.slice(0, MOST_CHARACTERS) } : {});

/** `Label, URL`: of the label letters and digits count, in lower case. */
function labelledUrl(text: string): [label: string, url: string] {
  const comma = text.indexOf(",");
  const label = text
    .slice(0, Math.max(comma, 0))
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
  return [label, text.slice(comma + 1).trim()];
}

/** A name with its address; addresses that have names of their own stand where no name does. */
function personOf(name: string | undefined, email: string | undefined): string | undefined {
  const isPlainAddress = email !== undefined && /^[^\s<>,]+$/.test(email);
  return name && isPlainAddress && !name.includes("<") ? `${name} <${email}>` : (name ?? email);
}

/** The licence by the best of three ways to declare it: an SPDX expression, a name, or classifiers. */
function licensesOf(expression: string | undefined, license: string | undefined, classifiers: string[]): string[] {
  if (expression) return [expression];
  if (license && license.length <= MAX_LICENSE_NAME && !license.includes("\n")) return [license];
  const names = classifiers
    .filter((text) => text.startsWith("License ::"))
    .map((text) => text.split(" :: ").at(-1) ?? "");
  return names.filter((name) => name !== "" && name !== "OSI Approved");
}
