/** What a language package's own record says: the evidence of catalogers that read one file a package. */
export interface DeclaredPackage {
  readonly name: string;
  readonly version: string;
  readonly licenses: readonly string[];
  readonly author?: string;
  readonly description?: string;
  readonly homepage?: string;
}

/** Far more than a report shows of a text; what is longer would only fill memory until it is cut there. */
const MOST_CHARACTERS = 64 * 1024;
const MOST_LICENSES = 1000;

/** Of a text that is cut a copy: a part of it alone would keep all of it in memory. */
const cut = (text: string) => (text.length > MOST_CHARACTERS ? structuredClone(text.slice(0, MOST_CHARACTERS)) : text);

/** The record with texts that are bounded, and without those that are not there. */
export function declaredPackage(
  name: string,
  version: string,
  facts: { readonly [Fact in "author" | "description" | "homepage"]?: string | undefined } & {
    readonly licenses: Iterable<string>;
  },
): DeclaredPackage {
  const { licenses, author, description, homepage } = facts;
  return {
    name: cut(name),
    version: cut(version),
    licenses: [...new Set(licenses)].slice(0, MOST_LICENSES).map(cut),
    ...(author && { author: cut(author) }),
    ...(description && { description: cut(description) }),
    ...(homepage && { homepage: cut(homepage) }),
  };
}
