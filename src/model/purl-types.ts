import type { PackageUrl } from "./purl.ts";

/** What a package URL type asks of its parts. */
export interface PurlType {
  /** What is done to a part before it is written, so that equal packages have equal URLs. */
  readonly normalize?: (purl: PackageUrl) => Partial<Pick<PackageUrl, "namespace" | "name" | "version">>;
  /** What must be there, or must not. */
  readonly namespace?: "required" | "prohibited";
  readonly qualifiers?: readonly string[];
  /** What a part has to look like. */
  readonly namePattern?: RegExp;
  readonly versionPattern?: RegExp;
  /** The namespace is one segment, and the name all that follows. */
  readonly nameHasSlashes?: boolean;
}

const lower = (text: string) => text.toLowerCase();

const lowerName = ({ name }: PackageUrl) => ({ name: lower(name) });
const lowerNamespace = ({ namespace }: PackageUrl) => (namespace === undefined ? {} : { namespace: lower(namespace) });
const lowerBoth = (purl: PackageUrl) => ({ ...lowerNamespace(purl), ...lowerName(purl) });
const lowerVersion = ({ version }: PackageUrl) => (version === undefined ? {} : { version: lower(version) });

/** Where names of repositories have no case. */
const CASELESS_HOSTS = ["github", "github.com", "bitbucket.org"];

/**
 * The rules of the types that have some. What a type asks for stands here only where a name means nothing without it:
 * documents of others are read as they are.
 *
 * Source: the type definitions of https://github.com/package-url/purl-spec
 */
export const PURL_TYPES: Readonly<Record<string, PurlType>> = {
  alpm: { normalize: lowerBoth },
  apk: { normalize: lowerBoth },
  bitbucket: { normalize: lowerBoth },
  bitnami: { normalize: lowerName },
  brew: { normalize: lowerBoth },
  "chrome-extension": { normalize: lowerName, namePattern: /^[a-p]{32}$/, versionPattern: /^\d+(?:\.\d+){0,3}$/ },
  composer: { normalize: lowerBoth },
  // A distribution (`URI-PackageURL`), never one of its modules.
  cpan: { namePattern: /^(?!.*::)/ },
  deb: { normalize: lowerBoth },
  git: {
    nameHasSlashes: true,
    normalize: (purl) => (CASELESS_HOSTS.includes(purl.namespace?.toLowerCase() ?? "") ? lowerBoth(purl) : {}),
  },
  github: { normalize: lowerBoth },
  hex: { normalize: lowerBoth },
  huggingface: { normalize: lowerVersion },
  julia: { qualifiers: ["uuid"] },
  luarocks: { normalize: lowerBoth },
  // Names have no case in Databricks, and one in Azure ML.
  mlflow: {
    normalize: (purl) => (purl.qualifiers.repository_url?.includes("azuredatabricks.net") ? lowerName(purl) : {}),
  },
  npm: { normalize: lowerBoth },
  oci: { normalize: (purl) => ({ ...lowerName(purl), ...lowerVersion(purl) }) },
  otp: { normalize: lowerName, namespace: "prohibited" },
  pub: { normalize: ({ name }) => ({ name: lower(name).replaceAll(/[^a-z0-9]/g, "_") }) },
  pypi: { normalize: ({ name }) => ({ name: lower(name).replaceAll("_", "-") }) },
  qpkg: { normalize: lowerNamespace },
  rpm: { normalize: lowerNamespace },
  swift: { namespace: "required" },
  vcpkg: { namespace: "prohibited" },
  "vscode-extension": { normalize: (purl) => ({ ...lowerBoth(purl), ...lowerVersion(purl) }), namespace: "required" },
  yocto: { normalize: lowerNamespace },
};
