/** What a registry is told of who asks, and where it was found, in words for a message that never hold the secret. */
export type Credential = {
  /** `the environment (PLIMSOLL_REGISTRY_USER)`, `~/.docker/config.json`, `docker-credential-pass` */
  readonly origin: string;
} & (
  | { readonly kind: "basic"; readonly user: string; readonly password: string }
  /** A refresh token: exchanged at the token realm, never sent to the registry itself. */
  | { readonly kind: "identity"; readonly token: string }
  /** A ready bearer token of the registry. */
  | { readonly kind: "bearer"; readonly token: string }
);

/** How one registry host is reached, before a word was spoken with it. */
export interface HostSettings {
  /** As names carry it: `docker.io`, `registry.example.com:5000` */
  readonly host: string;
  /** Where to ask, in this order: mirrors, then the registry itself. */
  readonly endpoints: readonly Endpoint[];
}

/** One server that may hold the blobs of a registry: the registry itself, or a mirror. */
export interface Endpoint {
  /** Without a trailing slash and without `/v2`: `https://registry-1.docker.io`, `https://mirror.local/docker` */
  readonly url: string;
  readonly isMirror: boolean;
  /** Accept a certificate that nobody signed. */
  readonly skipVerify: boolean;
  /** Certificates of authorities, in PEM, that are trusted for this server beside the system's. */
  readonly authorities: readonly string[];
  /** The client's own certificate and key, in PEM. */
  readonly client?: { readonly certificate: string; readonly key: string };
  /** The repository's whole name there, where it is another one than in the reference (containers-registries.conf). */
  readonly repository?: string;
}
