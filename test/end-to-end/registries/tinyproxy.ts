import { type AddressInfo, createServer } from "node:net";
import type { Machine } from "./machine.ts";
import { serve } from "./serve.ts";

/** Debian's tinyproxy on a machine whose names it knows. */
export interface Tinyproxy extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly log: () => string;
}

/** Source: tinyproxy.conf(5) */
export async function startTinyproxy(machine: Machine): Promise<Tinyproxy> {
  const port = await freePort();
  const settings = [`Port ${port}`, "Listen 127.0.0.1", "Timeout 60", "LogLevel Info", "MaxClients 20", ""];
  const file = machine.write("~/tinyproxy.conf", settings.join("\n"));
  const served = await serve(machine.command("tinyproxy", ["-d", "-c", file]), /Accepting connections/);
  return { host: `127.0.0.1:${port}`, log: served.log, [Symbol.asyncDispose]: served[Symbol.asyncDispose] };
}

/** It takes no port 0: one that was free a moment ago has to do. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
