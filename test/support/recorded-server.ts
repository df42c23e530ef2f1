import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";

/** A request as it came in. */
export interface RecordedRequest {
  /** The name of the server that got it: `registry`, `realm`, `blobs`. */
  readonly server: string;
  readonly port: number;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface ServerTls {
  readonly certificate: string;
  readonly key: string;
  /** Asks clients for a certificate that this authority has signed. */
  readonly clientAuthority?: string;
}

export interface RecordedServerOptions {
  readonly name: string;
  /** Takes every request, in the order of arrival. */
  readonly requests: RecordedRequest[];
  readonly tls?: ServerTls | undefined;
  readonly answer: (request: RecordedRequest, response: ServerResponse) => void;
}

/** A web server on this machine: `await using server = await startServer(…)`. */
export interface RecordedServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** `127.0.0.1:PORT` */
  readonly host: string;
}

/** Starts a server that remembers every request, with its body, before it answers. */
export async function startServer({ name, requests, tls, answer }: RecordedServerOptions): Promise<RecordedServer> {
  let port = 0;
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const recorded = {
      server: name,
      port,
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    requests.push(recorded);
    answer(recorded, response);
  };
  const server = tls ? createSecureServer(tlsOptions(tls), listener) : createServer(listener);
  port = await listen(server);
  const host = `127.0.0.1:${port}`;
  return {
    host,
    url: `${tls ? "https" : "http"}://${host}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function tlsOptions({ certificate, key, clientAuthority }: ServerTls) {
  const asks =
    clientAuthority === undefined ? {} : { ca: clientAuthority, requestCert: true, rejectUnauthorized: true };
  return { cert: certificate, key, ...asks };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
