import { pauseOfRetryAfter, WorthRetrying } from "../host/retry.ts";
import { KnownError, messageOf } from "../model/errors.ts";
import { withoutCredentials } from "./origin.ts";

/** An answer, with the address it came from after redirects. */
export interface Answer {
  readonly response: Response;
  readonly url: URL;
}

const MOST_REDIRECTS = 5;

/** What is only of one server. */
export interface OwnOfServer {
  /** Sent to it, and to no other that it leads to. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses by which it asks to come back later, besides the usual ones. */
  readonly busy?: readonly number[];
}

/**
 * Asks for an address, following redirects by hand: a redirect must not lead to an unencrypted connection, nor take
 * the credentials of a mirror to another server.
 *
 * @param mayBePlain Whether `http:` is allowed although it is not this machine: a mirror that the user named.
 * @throws {WorthRetrying} when the server cannot be reached or asks to come back later (408, 425, 429, 5xx).
 * @throws {KnownError} `FEED_UNREACHABLE` when it is led to a place where we do not go.
 */
export async function request(
  start: URL,
  headers: Readonly<Record<string, string>>,
  mayBePlain: boolean,
  signal: AbortSignal,
  own: OwnOfServer = {},
): Promise<Answer> {
  let url = start;
  if (!isEncrypted(url) && !isLoopback(url) && !mayBePlain) {
    throw new KnownError("FEED_UNREACHABLE", `${withoutCredentials(url)}: not asked, since it is not https`);
  }
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const isStart = url.origin === start.origin;
    const response = await ask(url, isStart ? start : url, { ...headers, ...(isStart && own.headers) }, signal);
    const location = response.headers.get("Location");
    if (response.status < 300 || response.status > 399 || response.status === 304 || location === null) {
      refuseLater(response, url, own.busy);
      return { response, url };
    }
    await response.body?.cancel();
    url = nextOf(url, location);
  }
  throw new KnownError("FEED_UNREACHABLE", `${withoutCredentials(start)}: more than ${MOST_REDIRECTS} redirects`);
}

/** `fetch` refuses an address with credentials: they travel in a header of their own. */
async function ask(
  url: URL,
  credentials: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response> {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  const { username, password } = credentials;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization =
    username === "" && password === "" ? undefined : `Basic ${Buffer.from(pair).toString("base64")}`;
  try {
    return await fetch(bare, {
      redirect: "manual",
      signal,
      headers: { ...headers, "User-Agent": "plimsoll", ...(authorization && { Authorization: authorization }) },
    });
  } catch (error) {
    throw unreachable(url, error);
  }
}

/** `fetch failed` says nothing; its cause does. */
export function unreachable(url: URL, error: unknown): WorthRetrying {
  if (error instanceof WorthRetrying) return error;
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  // Errors of several addresses (IPv4 and IPv6) come without a message of their own.
  const text = messageOf(reason) || (reason as { code?: string }).code || "no connection";
  const shown = withoutCredentials(url);
  return new WorthRetrying(new KnownError("FEED_UNREACHABLE", `${shown}: ${text}`, { url: shown }, error));
}

function refuseLater({ status, headers }: Response, url: URL, busy: readonly number[] = []): void {
  if (status !== 408 && status !== 425 && status !== 429 && status < 500 && !busy.includes(status)) return;
  throw new WorthRetrying(unexpectedStatus(url, status), pauseOfRetryAfter(headers.get("Retry-After") ?? undefined));
}

export function unexpectedStatus(url: URL, status: number): KnownError {
  const shown = withoutCredentials(url);
  return new KnownError("FEED_UNEXPECTED_STATUS", `${shown}: answered ${status}`, { url: shown, status });
}

function nextOf(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href)) {
    throw new KnownError("FEED_UNREACHABLE", `${withoutCredentials(from)}: redirects to what is no address`);
  }
  const to = new URL(location, from);
  const stays = to.origin === from.origin;
  if (isEncrypted(to) || stays || (to.protocol === "http:" && isLoopback(to) && isLoopback(from))) return to;
  throw new KnownError(
    "FEED_UNREACHABLE",
    `${withoutCredentials(from)}: redirects to ${withoutCredentials(to)}, which is not https`,
  );
}

function isEncrypted(url: URL): boolean {
  return url.protocol === "https:";
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
