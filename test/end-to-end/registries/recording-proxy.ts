import { createServer, type IncomingMessage, request as requestFrom } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** What a proxy was asked for. */
export interface Proxied {
  readonly method: string;
  /** `registry.test:443` for CONNECT, a whole address otherwise. */
  readonly target: string;
  readonly headers: IncomingMessage["headers"];
}

export interface RecordingProxy extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly requests: readonly Proxied[];
}

export interface RecordingProxyOptions {
  /** Where a name and port lead, as a port of this machine; others are refused with 502. */
  readonly leads: (target: string) => number | undefined;
  /** Wants this user and password. */
  readonly account?: { readonly user: string; readonly password: string };
}

/** A proxy that notes all that it can see: what it forwards in a tunnel is not among it. */
export async function startRecordingProxy({ leads, account }: RecordingProxyOptions): Promise<RecordingProxy> {
  const requests: Proxied[] = [];
  const sockets = new Set<Socket>();
  const wanted = account && `Basic ${Buffer.from(`${account.user}:${account.password}`).toString("base64")}`;
  const isRefused = ({ headers }: IncomingMessage) => wanted !== undefined && headers["proxy-authorization"] !== wanted;

  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    requests.push({ method, target: url, headers });
    const { host, port, pathname, search } = new URL(url);
    const there = leads(port ? host : `${host}:80`);
    if (isRefused(request)) response.writeHead(407, { "Proxy-Authenticate": "Basic" }).end();
    else if (there === undefined) response.writeHead(502).end();
    else {
      const onward = { host: "127.0.0.1", port: there, path: pathname + search, method, headers };
      requestFrom(onward, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }).end();
    }
  });
  server.on("connect", (request, client: Socket, head) => {
    const { method = "", url = "", headers } = request;
    requests.push({ method, target: url, headers });
    const there = leads(url);
    if (isRefused(request)) client.end('HTTP/1.1 407 Wanted\r\nProxy-Authenticate: Basic realm="proxy"\r\n\r\n');
    else if (there === undefined) client.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    else {
      const onward = connect(there, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connected\r\n\r\n");
        onward.write(head);
        onward.pipe(client).pipe(onward);
      });
      for (const socket of [client, onward]) {
        sockets.add(socket);
        socket.on("error", () => [client, onward].forEach((one) => void one.destroy()));
      }
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
