import { KnownError } from "../../model/errors.ts";
import { isDowngrade } from "./address.ts";
import type { HttpAnswer, HttpRequest, Transport } from "./transport.ts";

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Those that leave a request what it is. Source: https://www.rfc-editor.org/rfc/rfc9110#name-redirection-3xx */
const REDIRECTS_OF_WRITING = new Set([307, 308]);

export interface FollowOptions {
  readonly transport: Transport;
  readonly start: URL;
  /** What is asked for, and what is sent along; a plain GET when absent. */
  readonly request?: Pick<HttpRequest, "method" | "body"> | undefined;
  /** Without a secret: they go wherever the server sends us. */
  readonly headers: Readonly<Record<string, string>>;
  /** For the origin of `start` alone; once another was asked it is not sent any more, not even back there. */
  readonly authorization?: string | undefined;
  /** Whether an address may be asked; without it, all but unencrypted ones. Throws where not. */
  readonly permit?: (to: URL) => void;
  /** Told of each answer, redirects too. */
  readonly onAnswer?: (answer: HttpAnswer) => void;
}

/**
 * Gets an address, following redirects by hand: none may lead to an unencrypted connection or take the credentials to
 * another server. No message names more of an address than its origin, since the rest may be a signature.
 *
 * @throws {KnownError} `REGISTRY_INSECURE`, `REGISTRY_UNEXPECTED_STATUS` when they do not end, and what is thrown by
 * `Transport.send`.
 */
export async function follow(options: FollowOptions): Promise<HttpAnswer> {
  const { transport, start, headers, request = {}, permit, onAnswer } = options;
  const { method = "GET" } = request;
  const redirections = method === "GET" || method === "HEAD" ? REDIRECTS : REDIRECTS_OF_WRITING;
  let { authorization } = options;
  let url = start;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const answer = await transport.send(url, {
      ...request,
      headers: { ...headers, ...(authorization && { authorization }) },
    });
    onAnswer?.(answer);
    const location = answer.headers.get("location");
    if (!redirections.has(answer.status) || location === undefined) return answer;
    await answer.discard();

    const next = nextOf(url, location);
    permit?.(next);
    if (next.origin !== start.origin) authorization = undefined;
    url = next;
  }
  throw new KnownError("REGISTRY_UNEXPECTED_STATUS", `${start.host}: more than ${MOST_REDIRECTS} redirects`, {
    host: start.host,
  });
}

/**
 * Where a `Location` leads.
 *
 * @throws {KnownError} `REGISTRY_INSECURE` when it leaves encryption, `REGISTRY_UNEXPECTED_STATUS` when it is none.
 */
export function nextOf(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href)) {
    throw new KnownError("REGISTRY_UNEXPECTED_STATUS", `${from.host}: redirects to what is no address`, {
      host: from.host,
    });
  }
  const to = new URL(location, from);
  if (isDowngrade(from, to)) {
    // The origin of `file:` and its like is "null".
    const where = to.protocol === "http:" ? to.origin : `an address that begins with ${to.protocol}`;
    throw new KnownError("REGISTRY_INSECURE", `${from.host}: redirects to ${where}, which is not encrypted`, {
      host: from.host,
    });
  }
  return to;
}
