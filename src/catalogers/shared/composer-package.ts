import { checksumOf } from "../../formats/integrity.ts";
import type { Scope } from "../../model/package.ts";
import { fieldsOf, itemsOf, textOf } from "./json-fields.ts";
import { choiceOf } from "./licence-choice.ts";
import type { ListedFields, PackageList } from "./package-list.ts";

/** `php`, `ext-json`, `lib-icu`, `composer-runtime-api`: the machine's, not packages. */
const isPackage = (name: string) => name.includes("/");

/** Names of packages are compared without case. */
export const normalizeComposerName = (name: string) => name.toLowerCase();

/**
 * A package as composer.lock and vendor/composer/installed.json write it.
 * Source: https://getcomposer.org/doc/04-schema.md
 */
export function composerPackage(value: unknown, scope: Scope | undefined): ListedFields {
  const fields = fieldsOf(value);
  const fullName = textOf(fields.name);
  const slash = fullName?.indexOf("/") ?? -1;
  const source = fieldsOf(fields.source);
  const dist = fieldsOf(fields.dist);
  const checksum = checksumOf("sha1", textOf(dist.shasum) ?? "");
  const type = textOf(fields.type);
  const keysOf = (of: unknown) => Object.keys(fieldsOf(of)).filter(isPackage);
  return {
    namespace: slash > 0 ? fullName?.slice(0, slash) : undefined,
    name: fullName?.slice(slash + 1),
    version: fields.version,
    licenses: typeof fields.license === "string" ? [fields.license] : licensesOf(fields.license),
    author: itemsOf(fields.authors).flatMap(personOf).join(", "),
    description: fields.description,
    homepage: fields.homepage,
    checksums: checksum && [checksum],
    scope,
    needs: keysOf(fields.require),
    provides: [...keysOf(fields.replace), ...keysOf(fields.provide)],
    properties: {
      "composer:type": type === "library" ? undefined : type,
      "composer:sourceUrl": source.url,
      "composer:sourceReference": source.reference,
      "composer:distUrl": dist.url,
      "composer:distReference": dist.reference === source.reference ? undefined : dist.reference,
      // `true`, or the name of the package to take in its stead.
      "composer:abandoned": fields.abandoned === true ? "true" : fields.abandoned,
    },
  };
}

/** Several licences in a list: any of them may be chosen. */
const licensesOf = (value: unknown) => choiceOf(itemsOf(value).flatMap((one) => textOf(one) ?? []));

function personOf(value: unknown): string[] {
  const { name, email } = fieldsOf(value);
  const [who, where] = [textOf(name), textOf(email)];
  const person = who && where ? `${who} <${where}>` : (who ?? where);
  return person === undefined ? [] : [person];
}

/** What a project's composer.json asks for. */
export function composerRoot(value: unknown): PackageList {
  const fields = fieldsOf(value);
  const asked = [...Object.keys(fieldsOf(fields.require)), ...Object.keys(fieldsOf(fields["require-dev"]))];
  return { packages: [], asked: asked.filter(isPackage).slice(0, 10_000) };
}
