import { ECR_HOST, ecrRegistryOf } from "./ecr-host.ts";

/** What a server gave away of itself in an answer. */
export interface RegistryAnswer {
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of the `WWW-Authenticate` header. */
  readonly realm?: string | undefined;
  readonly service?: string | undefined;
}

/** The same, taken apart for the table; what is not there is empty. */
interface Signs {
  readonly header: (name: string) => string;
  readonly realm: string;
  readonly realmHost: string;
  readonly realmPath: string;
  readonly service: string;
}

interface KnownRegistry {
  /** As it stands in metadata. */
  readonly name: string;
  /** Hosts that are known to be of this kind. */
  readonly hosts?: RegExp;
  /** Whether an answer tells of this kind, wherever the server is. */
  readonly shows?: (signs: Signs) => boolean;
  /** How to get credentials that Plimsoll finds. `HOST`, `NAME` (its first label) and `REGION` are filled in. */
  readonly logIn: string | readonly (readonly [hosts: RegExp, logIn: string])[];
}

const DOCKER_HUB = /^((index|registry-1)\.)?docker\.io$/;

/*
 * Kinds of registries; the first that fits decides. Realms and services are those of the challenges that the servers
 * send: https://distribution.github.io/distribution/spec/auth/token/
 */
const KNOWN_REGISTRIES = [
  {
    name: "Docker Hub",
    hosts: DOCKER_HUB,
    // A cache in front of Docker Hub passes its challenge on.
    shows: ({ realmHost, service }) => realmHost === "auth.docker.io" && service === "registry.docker.io",
    logIn: [
      [DOCKER_HUB, "`docker login`"],
      // A cache in front of Docker Hub: credentials for it go by its own name.
      [/^/, "`docker login HOST`"],
    ],
  },
  {
    name: "GHCR",
    hosts: /^(ghcr\.io|docker\.pkg\.github\.com)$/,
    shows: ({ service }) => service === "ghcr.io",
    logIn: "`docker login HOST`, with a personal access token that has read:packages as the password",
  },
  {
    name: "ECR",
    hosts: new RegExp(`${ECR_HOST.source}|^public\\.ecr\\.aws$`),
    // `Basic realm="https://ACCOUNT.dkr.ecr.REGION.amazonaws.com/",service="ecr.amazonaws.com"`
    shows: ({ service }) => service === "ecr.amazonaws.com" || service === "public.ecr.aws",
    logIn: [
      [
        /^public\.ecr\.aws$/,
        "`aws ecr-public get-login-password --region us-east-1 | docker login --username AWS --password-stdin HOST`",
      ],
      [/^/, "`aws ecr get-login-password --region REGION | docker login --username AWS --password-stdin HOST`"],
    ],
  },
  {
    name: "ACR",
    hosts: /\.azurecr\.(io|cn|us)$|^mcr\.microsoft\.com$/,
    // `Bearer realm="https://NAME.azurecr.io/oauth2/token",service="NAME.azurecr.io"`
    shows: ({ realmPath, service }) => realmPath === "/oauth2/token" && /\.azurecr\.(io|cn|us)$/.test(service),
    logIn: "`az acr login --name NAME`",
  },
  {
    name: "GAR",
    hosts: /(^|\.)gcr\.io$|\.pkg\.dev$|^registry\.k8s\.io$/,
    // `Bearer realm="https://REGION-docker.pkg.dev/v2/token",service="REGION-docker.pkg.dev"`
    shows: ({ service }) => /(^|\.)gcr\.io$|\.pkg\.dev$/.test(service),
    logIn: "`gcloud auth configure-docker HOST`",
  },
  {
    name: "Harbor",
    hosts: /(^|\.)goharbor\.io$/,
    // src/server/middleware/v2auth of https://github.com/goharbor/harbor
    shows: ({ realmPath, service }) => realmPath === "/service/token" && service === "harbor-registry",
    logIn: "`docker login HOST`, with the CLI secret of your profile or a robot account",
  },
  {
    name: "GitLab",
    hosts: /^registry\.gitlab\.com$/,
    // Forgejo and Gitea call their service the same, and have another realm.
    shows: ({ realmPath, service }) => realmPath.endsWith("/jwt/auth") && service === "container_registry",
    logIn: "`docker login HOST`, with a personal access or deploy token that has read_registry as the password",
  },
  {
    name: "Artifactory",
    hosts: /\.jfrog\.io$/,
    // `Bearer realm="https://HOST/artifactory/api/docker/REPOSITORY/v2/token"`, `Basic realm="Artifactory Realm"`
    shows: ({ header, realm, realmPath }) =>
      header("x-jfrog-version") !== "" ||
      header("x-artifactory-id") !== "" ||
      header("server").startsWith("Artifactory/") ||
      realm === "Artifactory Realm" ||
      realmPath.startsWith("/artifactory/api/docker/"),
    logIn: "`docker login HOST`, with an identity token as the password",
  },
  {
    name: "Nexus",
    // `Server: Nexus/3.87.1-01 (PRO)`; where a proxy takes that away, its service is the address of its realm.
    shows: ({ header, realm, realmPath, service }) =>
      header("server").startsWith("Nexus/") ||
      realm.startsWith("Sonatype Nexus Repository") ||
      (realm === service && realmPath.endsWith("/v2/token")),
    logIn: "`docker login HOST`, with your user or a user token",
  },
  {
    name: "Quay",
    hosts: /^quay\.io$/,
    // `Bearer realm="https://quay.io/v2/auth",service="quay.io"`; a Quay of one's own names itself.
    shows: ({ realmPath, realmHost, service }) => realmPath === "/v2/auth" && realmHost !== "" && service === realmHost,
    logIn: "`docker login HOST`, with a robot account or the encrypted password of your user",
  },
  { name: "generic", logIn: "`docker login HOST`" },
] as const satisfies readonly KnownRegistry[];

/** The kind of a registry, as it stands in metadata. */
export type RegistryType = (typeof KNOWN_REGISTRIES)[number]["name"];

/** All kinds, for the manual and the schema. */
export const REGISTRY_TYPES: readonly RegistryType[] = KNOWN_REGISTRIES.map(({ name }) => name);

/**
 * The kind of a registry: by its host where that is known, by what the server answers elsewhere, else `generic`.
 *
 * @param host  As names carry it: `docker.io`, `registry.example.com:5000`
 */
export function registryTypeOf(host: string, answer?: RegistryAnswer): RegistryType {
  const known: readonly (KnownRegistry & { readonly name: RegistryType })[] = KNOWN_REGISTRIES;
  const byHost = known.find(({ hosts }) => hosts?.test(host.toLowerCase()));
  if (byHost) return byHost.name;
  const signs = answer && signsOf(answer);
  return known.find(({ shows }) => signs && shows?.(signs))?.name ?? "generic";
}

/** What to log in to a registry with, in one line that goes on after "log in with", so that Plimsoll finds the credentials. */
export function howToLogIn(type: RegistryType, host: string): string {
  const known: readonly KnownRegistry[] = KNOWN_REGISTRIES;
  const way = known.find(({ name }) => name === type)?.logIn ?? "`docker login HOST`";
  const text = typeof way === "string" ? way : (way.find(([hosts]) => hosts.test(host))?.[1] ?? "");
  const region = ecrRegistryOf(host)?.region ?? "REGION";
  return text
    .replace("REGION", region)
    .replace("HOST", host)
    .replace("NAME", host.split(".")[0] ?? host);
}

function signsOf({ headers, realm = "", service = "" }: RegistryAnswer): Signs {
  const url = URL.canParse(realm) ? new URL(realm) : undefined;
  return {
    header: (name) => headers[name] ?? "",
    realm,
    realmHost: url?.host ?? "",
    realmPath: url?.pathname ?? "",
    service,
  };
}
