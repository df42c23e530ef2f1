import { withoutCredentials } from "../../formats/address.ts";

/** Hosts by the short names that npm lets one write. Source: https://docs.npmjs.com/cli/install */
const HOSTS: Readonly<Record<string, string>> = {
  github: "github.com",
  gitlab: "gitlab.com",
  bitbucket: "bitbucket.org",
};

/** More than an address has. */
const MOST_CHARACTERS = 4096;

/**
 * Where a package comes from that no registry gave, as qualifiers of its package URL: none where no commit is named.
 *
 * Source: https://github.com/package-url/purl-spec, `vcs_url`, which is written as SPDX does
 */
export function sourceQualifiers(from: string | undefined): Readonly<Record<string, string>> {
  if (from === undefined || from.length > MOST_CHARACTERS) return {};
  const resolved = withoutCredentials(from);
  const [, owner, archive, of] =
    /^https:\/\/codeload\.github\.com\/([^/]+)\/([^/]+)\/tar\.gz\/([^/#]+)/.exec(resolved) ?? [];
  if (of) return { vcs_url: `git+https://github.com/${owner}/${archive}.git@${of}` };
  const commit = /#(?:commit[=:])?([0-9a-f]{7,64})$/.exec(resolved)?.[1];
  if (!commit) return {};
  const url = resolved.slice(0, resolved.lastIndexOf("#"));
  const [, host = "", path = ""] = /^(\w+):([^/].*)$/.exec(url) ?? [];
  if (Object.hasOwn(HOSTS, host)) return { vcs_url: `git+https://${HOSTS[host]}/${path}.git@${commit}` };
  return { vcs_url: `${url.startsWith("git") ? url : `git+${url}`}@${commit}` };
}

/** What an address says of the version: an archive has it in its name, a repository's commit is one. */
export function versionOfSource(resolved: string | undefined): string | undefined {
  if (resolved === undefined || resolved.length > MOST_CHARACTERS) return undefined;
  const file = resolved.slice(resolved.lastIndexOf("/") + 1);
  return (
    /-(\d+\.\d+\.\d+.*)\.(?:tgz|tar\.gz)$/.exec(file)?.[1] ??
    /#(?:semver:|commit[=:])?([^#]+)$/.exec(resolved)?.[1] ??
    /^https:\/\/codeload\.github\.com\/[^/]+\/[^/]+\/tar\.gz\/([^/#]+)/.exec(resolved)?.[1]
  );
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
