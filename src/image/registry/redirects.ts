import { KnownError } from "../../model/errors.ts";
import { isDowngrade } from "./address.ts";
import type { HttpAnswer, Transport } from "./transport.ts";

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface FollowOptions {
  readonly transport: Transport;
  readonly start: URL;
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
  const { transport, start, headers, permit, onAnswer } = options;
  let { authorization } = options;
  let url = start;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const answer = await transport.send(url, { headers: { ...headers, ...(authorization && { authorization }) } });
    onAnswer?.(answer);
    const location = answer.headers.get("location");
    if (!REDIRECTS.has(answer.status) || location === undefined) return answer;
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

function nextOf(from: URL, location: string): URL {
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
