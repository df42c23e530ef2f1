import { Readable } from "node:stream";
import { createSecureContext, type SecureContext } from "node:tls";
import { Agent, buildConnector, type Dispatcher, ProxyAgent } from "undici";
import { throwIfInterrupted } from "../../host/retry.ts";
import { KnownError, messageOf } from "../../model/errors.ts";
import type { Endpoint } from "./credential.ts";
import type { Patience } from "./patience.ts";
import { type Environment, findProxy } from "./proxy.ts";
import { systemAuthorities } from "./system-authorities.ts";
import { unreachable } from "./unreachable.ts";

/** As many as browsers open: one slow layer does not hold up the others, and no server takes offence. */
const MOST_CONNECTIONS = 6;

/** Of an answer that nobody reads: up to here it is cheaper to read on than to connect again. */
const WORTH_DRAINING_BYTES = 64 * 1024;

export interface HttpRequest {
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH";
  readonly headers: Readonly<Record<string, string>>;
  /** Of a stream, the headers say how long it is. */
  readonly body?: string | Uint8Array | UploadStream;
}

/** What is sent piece by piece. A server that takes none for a while is given up. */
export interface UploadStream {
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** An answer whose body is still on its way: read it or discard it, else its connection is lost to the others. */
export interface HttpAnswer {
  readonly url: URL;
  readonly status: number;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Each `WWW-Authenticate` header. */
  readonly challenges: readonly string[];
  /** As sent: nothing is unpacked. */
  readonly body: AsyncIterable<Uint8Array>;
  /** How long the body may take in all, once it begins, where it is a document: see `readBody`. */
  readonly documentMs: number;
  readonly discard: () => Promise<void>;
}

/** Sends requests on behalf of one endpoint, to it and to where it leads. Follows no redirects and adds no headers. */
export interface Transport {
  /**
   * @throws {WorthRetrying} when the connection cannot be made or breaks and may be better later; so does the body.
   * @throws {KnownError} `REGISTRY_UNREACHABLE`, `OPTION_INVALID` for a bad proxy, `INTERRUPTED`
   */
  readonly send: (url: URL, request: HttpRequest) => Promise<HttpAnswer>;
  /** Ends all connections, also those in use. */
  readonly close: () => Promise<void>;
}

export interface TransportOptions {
  readonly endpoint: Endpoint;
  /** Names the proxies. */
  readonly environment: Environment;
  readonly patience: Patience;
  readonly signal?: AbortSignal | undefined;
  /** Told of a proxy that is not used. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

export function createTransport({ endpoint, environment, patience, signal, onNotice }: TransportOptions): Transport {
  const { origin } = new URL(endpoint.url);
  const dispatchers = new Map<string, Dispatcher>();

  const dispatcherFor = (isOwn: boolean, proxy: URL | undefined): Dispatcher => {
    const key = `${isOwn} ${proxy?.href ?? ""}`;
    const trust = () => trustOf(endpoint, isOwn);
    const dispatcher =
      dispatchers.get(key) ??
      (proxy ? throughProxy(proxy, trust(), trustOf(endpoint, false), patience) : direct(trust(), patience));
    dispatchers.set(key, dispatcher);
    return dispatcher;
  };

  return {
    async send(url, { method = "GET", headers, body }) {
      throwIfInterrupted(signal);
      // Another port is another server: whoever may skip the one's certificate trusts nobody on the other.
      const isOwn = url.origin === origin;
      const proxy = findProxy(url, environment, onNotice);
      const isWriting = method === "PUT" || method === "PATCH";
      // What is stored is hashed, and often copied, before it is answered for.
      const answerMs = isWriting ? patience.storeMs : patience.answerMs;
      const fail = (error: unknown) => {
        throwIfInterrupted(signal);
        return unreachable(error, { url, isOwn, proxy, patience: { ...patience, answerMs } });
      };
      using sending = startSending(body, patience.silenceMs);
      // One of its own for each request: a signal that many listen to warns of a leak.
      const signals = [signal, sending.signal].filter((one) => one !== undefined);
      const answer = await dispatcherFor(isOwn, proxy)
        .request({
          origin: url.origin,
          path: url.pathname + url.search,
          method,
          headers,
          body: sending.body,
          signal: signals.length > 0 ? AbortSignal.any(signals) : null,
          // Counted from when all is sent.
          ...(isWriting && { headersTimeout: answerMs }),
        })
        .catch((error: unknown) => {
          throw fail(sending.reason() ?? error);
        });
      const fields = Object.entries(answer.headers).map(([name, value = ""]) => [name, [value].flat()] as const);
      return {
        url,
        status: answer.statusCode,
        headers: new Map(fields.map(([name, values]) => [name, values.join(", ")])),
        challenges: fields.find(([name]) => name === "www-authenticate")?.[1] ?? [],
        body: chunksOf(answer.body, fail),
        documentMs: patience.documentMs,
        discard: async () => {
          // Nobody wants the rest, nor longer than a new connection takes: how it ends is all the same.
          const signal = AbortSignal.timeout(patience.connectMs);
          await answer.body.dump({ limit: WORTH_DRAINING_BYTES, signal }).catch(() => {});
        },
      };
    },
    async close() {
      await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
    },
  };
}

interface Sending extends Disposable {
  readonly body: string | Uint8Array | Readable | null;
  /** Fires when the server takes nothing more; absent where there is no stream. */
  readonly signal?: AbortSignal;
  readonly reason: () => Error | undefined;
}

/** Watches what is sent: a server that stops reading would be waited for without an end. */
function startSending(body: HttpRequest["body"], silenceMs: number): Sending {
  if (body === undefined || typeof body === "string" || body instanceof Uint8Array) {
    return { body: body ?? null, reason: () => undefined, [Symbol.dispose]: () => {} };
  }
  const halt = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(timer);
  const watched = async function* () {
    try {
      for await (const chunk of body.open()) {
        stop();
        timer = setTimeout(() => halt.abort(stalled()), silenceMs);
        yield chunk;
      }
    } finally {
      stop();
    }
  };
  const stream = Readable.from(watched(), { objectMode: false });
  const dispose = () => {
    stop();
    // The server may have answered before all was sent.
    stream.destroy();
  };
  return { body: stream, signal: halt.signal, reason: () => halt.signal.reason, [Symbol.dispose]: dispose };
}

function stalled(): Error {
  return Object.assign(new Error("the server takes nothing more"), { code: "UPLOAD_STALLED" });
}

async function* chunksOf(body: AsyncIterable<Uint8Array>, fail: (error: unknown) => Error): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw fail(error);
  }
}

interface Trust {
  readonly secureContext?: SecureContext;
  readonly rejectUnauthorized: boolean;
}

/**
 * Whom to trust. The authorities hold wherever the endpoint leads, since token realms and blob stores of one house
 * share them; what was allowed or given to the server itself, by its host and port, does not.
 *
 * @throws {KnownError} `REGISTRY_UNREACHABLE` when a certificate or key cannot be used.
 */
function trustOf({ url, authorities, skipVerify, client }: Endpoint, isOwn: boolean): Trust {
  const rejectUnauthorized = !(isOwn && skipVerify);
  const own = isOwn ? client : undefined;
  // Nobody is trusted where nobody has to be: without encryption, or with any certificate. Authorities take time to read.
  const isOpen = isOwn && (skipVerify || url.startsWith("http:"));
  if (isOpen && authorities.length === 0 && !own) return { rejectUnauthorized };
  try {
    const secureContext = createSecureContext({
      ca: [...systemAuthorities(), ...authorities],
      ...(own && { cert: own.certificate, key: own.key }),
    });
    return { rejectUnauthorized, secureContext };
  } catch (cause) {
    const { host } = new URL(url);
    const message = `${host}: the certificates or the key for it cannot be used: ${messageOf(cause)}`;
    throw new KnownError("REGISTRY_UNREACHABLE", message, { host }, cause);
  }
}

const poolOptions = ({ answerMs, silenceMs }: Patience) => ({
  connections: MOST_CONNECTIONS,
  headersTimeout: answerMs,
  bodyTimeout: silenceMs,
  // Several streams on one connection break off together, and resuming them is no easier.
  allowH2: false,
});

function direct(trust: Trust, patience: Patience): Dispatcher {
  const pool = poolOptions(patience);
  const connect = buildConnector({ ...trust, timeout: patience.connectMs, allowH2: pool.allowH2 });
  return new Agent({
    ...pool,
    connect: (to, callback) =>
      connect(to, (...outcome) => {
        // By TLS 1.3 a server refuses us when the connection stands already, and ends it at once. To undici the end
        // would be the reason.
        const [, socket] = outcome;
        socket?.once("error", (error) => socket.destroy(error));
        callback(...outcome);
      }),
  });
}

function throughProxy(proxy: URL, trust: Trust, trustInProxy: Trust, patience: Patience): Dispatcher {
  const timeout = patience.connectMs;
  return new ProxyAgent({
    ...poolOptions(patience),
    uri: proxy.href,
    requestTls: { ...trust, timeout },
    proxyTls: { ...trustInProxy, timeout },
  });
}
