import { z } from "zod";
import { pauseOfRetryAfter, WorthRetrying } from "../../host/retry.ts";
import { type ErrorCode, KnownError } from "../../model/errors.ts";
import { isLoopback } from "./address.ts";
import type { Credential } from "./credential.ts";
import { howToLogIn, registryTypeOf } from "./known-registries.ts";
import { readBody } from "./read-body.ts";
import { follow } from "./redirects.ts";
import { readSpokenError } from "./spoken-error.ts";
import type { HttpAnswer, Transport } from "./transport.ts";

const MOST_BYTES = 256 * 1024;

/** Also the shortest life of a token: a shorter one is a server's mistake. Source: the token specification, below. */
const LIFE_SECONDS = 60;

const TokenBody = z.object({
  token: z.string().nullish(),
  access_token: z.string().nullish(),
  // Some write it as text; whatever it is, the token is what counts.
  expires_in: z.coerce.number().optional().catch(undefined),
});

/** A bearer token of a registry. */
export interface Token {
  readonly value: string;
  readonly lifeSeconds: number;
}

/** What a token is to be good for, and who asks. */
export interface TokenQuestion {
  readonly transport: Transport;
  /** The registry's own address: what it may name as its realm depends on it. */
  readonly registry: URL;
  /** As names and `docker login` write it. */
  readonly host: string;
  readonly realm: string;
  readonly service: string | undefined;
  /** `repository:library/debian:pull`; several are parted by spaces. */
  readonly scope: string;
  /** Nobody's when absent: many registries give tokens for public images to anyone. */
  readonly credential: Exclude<Credential, { kind: "bearer" }> | undefined;
  /** Takes our own secrets out of a text. */
  readonly hide: (text: string) => string;
}

/**
 * Gets a token from the realm that a registry's challenge names.
 *
 * @throws {KnownError} `REGISTRY_INSECURE` when the realm is not encrypted, before anything is sent to it;
 * `REGISTRY_DENIED`, `REGISTRY_RATE_LIMITED`, `REGISTRY_UNEXPECTED_STATUS`, and what `Transport.send` throws.
 *
 * Source: https://distribution.github.io/distribution/spec/auth/token/ and …/oauth/
 */
export async function fetchToken(question: TokenQuestion): Promise<Token> {
  const realm = realmOf(question);
  if (question.credential?.kind !== "identity") return tokenIn(await askByGet(realm, question), question);
  const answer = await askByPost(realm, question.credential.token, question);
  if (answer.status !== 404 && answer.status !== 405) return tokenIn(answer, question);
  await answer.discard();
  return tokenIn(await askByGet(realm, question), question);
}

/** The realm's address, without the user and password that it may carry. */
function realmOf({ realm, registry }: TokenQuestion): URL {
  if (!URL.canParse(realm)) {
    throw new KnownError("REGISTRY_UNEXPECTED_STATUS", `${registry.host}: the realm that it names is no address`, {
      host: registry.host,
    });
  }
  const url = new URL(realm);
  url.username = "";
  url.password = "";
  url.hash = "";
  permitRealm(registry, url);
  return url;
}

/** Unencrypted, only a realm on this machine is asked, for a registry that is on it too. */
function permitRealm(registry: URL, realm: URL): void {
  if (realm.protocol === "https:") return;
  if (realm.protocol === "http:" && isLoopback(realm) && isLoopback(registry)) return;
  throw new KnownError(
    "REGISTRY_INSECURE",
    `${registry.host}: its tokens come from ${realm.protocol}//${realm.host}, which is not encrypted: nothing was sent there`,
    { host: registry.host },
  );
}

function askByGet(realm: URL, { transport, registry, service, scope, credential }: TokenQuestion): Promise<HttpAnswer> {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set("service", service);
  for (const one of scope.split(" ").filter(Boolean)) url.searchParams.append("scope", one);
  if (credential?.kind === "basic") url.searchParams.set("account", credential.user);
  return follow({
    transport,
    start: url,
    headers: { "user-agent": "plimsoll", accept: "application/json" },
    authorization: credential && basic(credential),
    permit: (to) => permitRealm(registry, to),
  });
}

/** Not followed anywhere: the body is the secret. */
function askByPost(realm: URL, secret: string, { transport, service, scope }: TokenQuestion): Promise<HttpAnswer> {
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    client_id: "plimsoll",
    ...(service !== undefined && { service }),
    scope,
    refresh_token: secret,
  });
  return transport.send(realm, {
    method: "POST",
    headers: {
      "user-agent": "plimsoll",
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: form.toString(),
  });
}

/** `Basic …`. An identity token goes under the name by which Docker's credential helpers mark one. */
export function basic(credential: Exclude<Credential, { kind: "bearer" }>): string {
  const { user, password } = credential.kind === "basic" ? credential : { user: "<token>", password: credential.token };
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

async function tokenIn(answer: HttpAnswer, question: TokenQuestion): Promise<Token> {
  const { status, url } = answer;
  if (status !== 200) throw await refusal(answer, question);
  const bytes = await readBody(answer, MOST_BYTES, url.host);
  const body = parse(bytes);
  const value = body?.token || body?.access_token;
  // Anything else could not be sent in a header.
  if (!value || !/^[\x21-\x7e]+$/.test(value)) {
    throw new KnownError("REGISTRY_UNEXPECTED_STATUS", `${url.host}: answered without a token`, { host: url.host });
  }
  return { value, lifeSeconds: Math.max(body.expires_in ?? LIFE_SECONDS, LIFE_SECONDS) };
}

function parse(bytes: Uint8Array): z.infer<typeof TokenBody> | undefined {
  try {
    return TokenBody.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined;
  }
}

async function refusal(answer: HttpAnswer, question: TokenQuestion): Promise<Error> {
  const { status, url, headers } = answer;
  const { host, credential, hide, realm, service } = question;
  const { message } = await readSpokenError(answer, hide);
  const said = message ? ` ("${message}")` : "";
  const giver = `${url.host}, which gives the tokens for ${host},`;
  const error = (code: ErrorCode, text: string) =>
    new KnownError(code, `${giver} ${text}${said}`, { status, host: url.host });
  const later = (known: KnownError) => new WorthRetrying(known, pauseOfRetryAfter(headers.get("retry-after")));

  if (status === 429) return later(error("REGISTRY_RATE_LIMITED", "takes no more requests for now"));
  if (status >= 500) return later(error("REGISTRY_UNEXPECTED_STATUS", `answered ${status}`));
  // OAuth answers 400 to a refresh token that is worn out.
  if (status === 400 || status === 401 || status === 403) {
    const type = registryTypeOf(host, { headers: {}, realm, service });
    const text = credential
      ? `refuses the credentials from ${credential.origin}`
      : `gives none without credentials; log in with ${howToLogIn(type, host)}`;
    return error("REGISTRY_DENIED", text);
  }
  return error("REGISTRY_UNEXPECTED_STATUS", `answered ${status}`);
}
