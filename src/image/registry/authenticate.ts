import { KnownError } from "../../model/errors.ts";
import { isExposed } from "./address.ts";
import type { Challenge } from "./challenge.ts";
import type { Credential } from "./credential.ts";
import type { CredentialSearch } from "./credentials.ts";
import type { Secrets } from "./secrets.ts";
import { basic, fetchToken, type Token } from "./token.ts";
import type { Transport } from "./transport.ts";

/** A token is renewed when this much of its life is left: clocks differ, and requests take a while to arrive. */
const SPARE_SECONDS = 10;

/** Says who we are to one endpoint, once it has asked. */
export interface Authenticator {
  /**
   * The `Authorization` for a request; `undefined` while nobody asked for one. Renews a token that is running out.
   *
   * @throws {KnownError} `REGISTRY_INSECURE` when there are credentials and others could read them on the way; what
   * `fetchToken` throws.
   */
  readonly authorize: (repository: string) => Promise<string | undefined>;
  /**
   * Takes in a 401.
   *
   * @param sent What the refused request carried.
   * @returns Whether another request may fare better.
   */
  readonly learn: (repository: string, challenges: readonly Challenge[], sent: string | undefined) => Promise<boolean>;
  /** What was found for a repository; `undefined` when nobody asked for credentials. */
  readonly searchOf: (repository: string) => Promise<CredentialSearch | undefined>;
}

export interface AuthenticatorOptions {
  readonly transport: Transport;
  /** The endpoint's own address. */
  readonly registry: URL;
  /** As names and `docker login` write it. */
  readonly host: string;
  readonly findCredential: (repository: string) => Promise<CredentialSearch>;
  readonly secrets: Secrets;
  /** Asks for leave to write, too, where a server names only that to read. */
  readonly writes?: boolean | undefined;
  /** Milliseconds, as of `Date.now`. */
  readonly now?: () => number;
}

/** What a server asks for. */
type Demand =
  | { readonly scheme: "basic" }
  | {
      readonly scheme: "bearer";
      readonly realm: string;
      readonly service: string | undefined;
      readonly scope: string;
    };

/** A token that is there or on its way. */
interface Held {
  readonly token: Promise<Token>;
  /** Set when it has come. */
  header?: string;
  expiresAt?: number;
}

/**
 * Asks for credentials only when a server does, and for each scope gets one token, which all requests share.
 * Tokens and credentials are this endpoint's: nothing here is known to another one.
 */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { transport, registry, host, findCredential, secrets, writes = false, now = Date.now } = options;
  const searches = new Map<string, Promise<CredentialSearch>>();
  const demands = new Map<string, Demand>();
  const tokens = new Map<string, Held>();

  async function credentialFor(repository: string): Promise<Credential | undefined> {
    const search = searches.get(repository) ?? findCredential(repository);
    searches.set(repository, search);
    const { credential } = await search;
    // Here, before anything is made of them: that encryption failed may be the doing of whoever wants to read them.
    if (credential && isExposed(registry)) throw exposed(registry, credential);
    if (credential?.kind === "basic") secrets.add(credential.password);
    else if (credential) secrets.add(credential.token);
    if (credential && credential.kind !== "bearer") secrets.add(basic(credential).slice("Basic ".length));
    return credential;
  }

  function fetchAndHold(demand: Demand & { scheme: "bearer" }, key: string, repository: string): Held {
    const fetched = credentialFor(repository).then((credential) =>
      fetchToken({
        transport,
        registry,
        host,
        ...demand,
        credential: credential?.kind === "bearer" ? undefined : credential,
        hide: secrets.hide,
      }),
    );
    const held: Held = { token: fetched };
    tokens.set(key, held);
    fetched.then(
      ({ value, lifeSeconds }) => {
        secrets.add(value);
        held.header = `Bearer ${value}`;
        held.expiresAt = now() + (lifeSeconds - SPARE_SECONDS) * 1000;
      },
      // Whoever waits is told; the next one asks anew.
      () => tokens.get(key) === held && tokens.delete(key),
    );
    return held;
  }

  async function authorize(repository: string): Promise<string | undefined> {
    const demand = demands.get(repository);
    if (!demand) return undefined;
    const credential = await credentialFor(repository);
    if (credential?.kind === "bearer") return `Bearer ${credential.token}`;
    if (demand.scheme === "basic") return credential?.kind === "basic" ? basic(credential) : undefined;

    const key = keyOf(demand);
    const held = tokens.get(key);
    const isFresh = held && (held.expiresAt === undefined || now() < held.expiresAt);
    const { value } = await (isFresh ? held : fetchAndHold(demand, key, repository)).token;
    return `Bearer ${value}`;
  }

  return {
    authorize,
    async learn(repository, challenges, sent) {
      const demand = demandOf(challenges, repository, writes);
      if (!demand) return false;
      demands.set(repository, demand);
      // Of many requests that were refused with one token, the first throws it away.
      if (demand.scheme === "bearer" && sent !== undefined && tokens.get(keyOf(demand))?.header === sent) {
        tokens.delete(keyOf(demand));
      }
      const header = await authorize(repository);
      return header !== undefined && header !== sent;
    },
    searchOf: async (repository) => searches.get(repository),
  };
}

function exposed({ host, origin }: URL, credential: Credential): KnownError {
  return new KnownError(
    "REGISTRY_INSECURE",
    `${host}: it wants credentials and is only reached by plain http (${origin}), where others can read them: ` +
      `those from ${credential.origin} were not sent`,
    { host },
  );
}

const keyOf = ({ realm, service, scope }: Demand & { scheme: "bearer" }) => [realm, service, scope].join("\n");

/** Tokens before passwords: they are good for less. */
function demandOf(challenges: readonly Challenge[], repository: string, writes: boolean): Demand | undefined {
  const bearer = challenges.find(({ scheme, parameters }) => scheme === "bearer" && parameters.get("realm"));
  if (bearer) {
    const { parameters } = bearer;
    return {
      scheme: "bearer",
      realm: parameters.get("realm") ?? "",
      service: parameters.get("service"),
      scope: withWriting(parameters.get("scope") || `repository:${repository}:pull`, writes),
    };
  }
  return challenges.some(({ scheme }) => scheme === "basic") ? { scheme: "basic" } : undefined;
}

/** One token for all that is done: the first question is for something to read. */
function withWriting(scope: string, writes: boolean): string {
  if (!writes) return scope;
  return scope
    .split(" ")
    .map((one) => (one.startsWith("repository:") && one.endsWith(":pull") ? `${one},push` : one))
    .join(" ");
}
