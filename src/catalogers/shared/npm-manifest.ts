import { withoutCredentials } from "../../formats/address.ts";
import { parseIntegrity } from "../../formats/integrity.ts";
import type { Checksum } from "../../model/package.ts";
import { type DeclaredPackage, declaredPackage } from "./declared-package.ts";
import { fieldsOf, itemsOf, textOf } from "./json-fields.ts";
import { choiceOf } from "./licence-choice.ts";

/** What a package.json says. */
export interface NpmManifest extends DeclaredPackage {
  /** Names, as folders have them, of packages that it cannot do without. */
  readonly needs?: readonly string[];
  /** Names of packages that it takes where they can be had. */
  readonly takes?: readonly string[];
  /** Names of packages for its development; of projects only. */
  readonly develops?: readonly string[];
  /** What it is where it is no package of npm, though it has a package.json. */
  readonly kind?: "extension" | "unity";
  readonly checksums?: readonly Checksum[];
  readonly properties?: Readonly<Record<string, string>>;
}

/** npm refuses longer names. Source: https://docs.npmjs.com/cli/configuring-npm/package-json#name */
const LONGEST_NAME = 214;
const MOST_NAMES = 2000;
const MOST_PEOPLE = 10;

const namesOf = (value: unknown) =>
  Object.keys(fieldsOf(value)).filter((name) => name !== "" && name.length <= LONGEST_NAME && !name.startsWith("."));

const bounded = (names: Iterable<string>) => [...new Set(names)].slice(0, MOST_NAMES);

/** What a package.json says; name and version are empty where it says none. */
export function npmManifest(value: unknown, isProject: boolean): NpmManifest {
  const fields = fieldsOf(value);
  const meta = fieldsOf(fields.peerDependenciesMeta);
  const isOptionalPeer = (name: string) => Object.hasOwn(meta, name) && fieldsOf(meta[name]).optional === true;
  const peers = namesOf(fields.peerDependencies);
  // npm writes optional dependencies among the others, too.
  const takes = new Set([...namesOf(fields.optionalDependencies), ...peers.filter(isOptionalPeer)]);
  const needs = [...namesOf(fields.dependencies), ...peers].filter((name) => !takes.has(name));
  const checksums = parseIntegrity(fields._integrity);
  const resolved = textOf(fields._resolved);
  const repository = textOf(fields.repository) ?? textOf(fieldsOf(fields.repository).url);
  const declared = declaredPackage(textOf(fields.name) ?? "", textOf(fields.version) ?? "", {
    licenses: licensesOf(fields.license ?? fields.licenses),
    author: personOf(fields.author) ?? peopleOf(fields.maintainers) ?? peopleOf(fields.contributors),
    description: textOf(fields.description),
    homepage: textOf(fields.homepage),
  });
  const properties = {
    ...(resolved && { "npm:resolved": withoutCredentials(resolved).slice(0, 2048) }),
    ...(repository && { "npm:repository": withoutCredentials(repository).slice(0, 2048) }),
    // npm never publishes it: a package of the same name in the registry is another one.
    ...(isProject && fields.private === true && { "npm:private": "true" }),
  };
  const kind = isProject ? kindOf(fields) : undefined;
  const develops = isProject ? namesOf(fields.devDependencies) : [];
  return {
    ...declared,
    ...(needs.length > 0 && { needs: bounded(needs) }),
    ...(takes.size > 0 && { takes: bounded(takes) }),
    ...(develops.length > 0 && { develops: bounded(develops) }),
    ...(kind && { kind }),
    ...(checksums.length > 0 && { checksums }),
    ...(Object.keys(properties).length > 0 && { properties }),
  };
}

/**
 * Extensions of editors and packages of Unity have names of their own: an extension called `git` is not npm's.
 *
 * Source: https://code.visualstudio.com/api/references/extension-manifest,
 * https://docs.unity3d.com/Manual/upm-manifestPkg.html
 */
function kindOf({ engines, unity }: Readonly<Record<string, unknown>>): NpmManifest["kind"] {
  if (textOf(fieldsOf(engines).vscode)) return "extension";
  return textOf(unity) ? "unity" : undefined;
}

/**
 * `"MIT"`, `{type: "MIT"}` of old packages, or a list of either: a choice between them.
 *
 * Source: https://docs.npmjs.com/cli/configuring-npm/package-json#license
 */
function licensesOf(value: unknown): string[] {
  const all = (Array.isArray(value) ? value : [value]).map((one: unknown) => {
    const { type, name, url } = fieldsOf(one);
    return textOf(one) ?? textOf(type) ?? textOf(name) ?? textOf(url);
  });
  return choiceOf(all.filter((text) => text !== undefined));
}

/** `"A B <a@b.c>"` or `{name, email}`. */
function personOf(value: unknown): string | undefined {
  const { name, email } = fieldsOf(value);
  const [who, where] = [textOf(name), textOf(email)];
  return textOf(value) ?? (who && where ? `${who} <${where}>` : (who ?? where));
}

function peopleOf(value: unknown): string | undefined {
  const people = itemsOf(value)
    .slice(0, MOST_PEOPLE)
    .flatMap((one) => personOf(one) ?? []);
  return people.length > 0 ? people.join(", ") : undefined;
}
