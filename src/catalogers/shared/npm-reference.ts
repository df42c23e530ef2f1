/** Where a package comes from that no registry gave, as qualifiers of its package URL. */
export function sourceQualifiers(resolved: string | undefined): Readonly<Record<string, string>> {
  if (resolved === undefined) return {};
  const commit = /#(?:commit[=:])?([0-9a-f]{7,64})$/.exec(resolved)?.[1];
  if (!commit) return {};
  const url = resolved.slice(0, resolved.lastIndexOf("#"));
  // Source: https://github.com/package-url/purl-spec, `vcs_url`, which is written as SPDX does
  return { vcs_url: `${url.startsWith("git") ? url : `git+${url}`}@${commit}` };
}

/** `name@range`: the name, which may begin with a scope, and what stands behind. */
export function splitPattern(pattern: string): { readonly name: string; readonly range: string } {
  const at = pattern.indexOf("@", 1);
  return at < 0 ? { name: pattern, range: "" } : { name: pattern.slice(0, at), range: pattern.slice(at + 1) };
}

/** A name as package URLs have it: the scope is a namespace. */
export function npmNameParts(fullName: string): { readonly namespace?: string; readonly name: string } {
  const slash = fullName.startsWith("@") ? fullName.indexOf("/") : -1;
  return slash > 0 ? { namespace: fullName.slice(0, slash), name: fullName.slice(slash + 1) } : { name: fullName };
}
