import { formatPurl } from "../../model/purl.ts";

/** What a package of npm is called: `@scope/name` is a namespace and a name. */
export interface NpmIdentity {
  readonly purl: string;
  readonly type: "npm";
  readonly namespace?: string;
  readonly name: string;
  readonly version: string;
}

/** A package of npm by the name that its package.json has. */
export function npmIdentity(
  fullName: string,
  version: string,
  qualifiers: Readonly<Record<string, string>> = {},
): NpmIdentity {
  const slash = fullName.startsWith("@") ? fullName.indexOf("/") : -1;
  const namespace = slash > 0 ? fullName.slice(0, slash) : undefined;
  const name = fullName.slice(slash + 1);
  return {
    purl: formatPurl({ type: "npm", ...(namespace && { namespace }), name, version, qualifiers }),
    type: "npm",
    ...(namespace && { namespace }),
    name,
    version,
  };
}
