import { BlockList, isIP, Socket } from "node:net";

/*
 * Loaded before every test file: a connection to anything but this machine fails, with the line that asked for it.
 * It holds in this process; programs that a test starts are not stopped.
 */

type Connect = (this: Socket, ...args: unknown[]) => Socket;

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

const connect = Socket.prototype.connect as Connect;

const stoppedConnect: Connect = function (...args) {
  const host = remoteHost(args);
  if (host === undefined) return connect.apply(this, args);
  // As a real failure would: an `error` event, so that clients made of sockets reject and clean up.
  return this.destroy(new Error(`tests do not use the network: connection to ${host}, ${placeOfCaller()}`));
};
Socket.prototype.connect = stoppedConnect as typeof Socket.prototype.connect;

// By the time fetch opens its socket the caller has left the stack, so it is asked before.
const fetchAnything = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const { protocol, hostname } = new URL(input instanceof Request ? input.url : input);
  const isNetwork = protocol === "http:" || protocol === "https:";
  if (isNetwork && !isLoopback(hostname.replace(/^\[|\]$/g, ""))) {
    throw new Error(`tests do not use the network: fetch from ${hostname}, ${placeOfCaller()}`);
  }
  return fetchAnything(input, init);
};

/** The host that `socket.connect(...args)` would reach, or `undefined` when it stays on this machine. */
function remoteHost(args: readonly unknown[]): string | undefined {
  // `net.connect` hands over its own arguments as one array: options and callback.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === "object" && first !== null) {
    const { path, host = "localhost" } = first as { path?: string; host?: string };
    return path || isLoopback(host) ? undefined : host;
  }
  // A text that is no port is the path of a Unix socket.
  if (typeof first === "string" && !(Number(first) >= 0)) return undefined;
  return typeof second !== "string" || isLoopback(second) ? undefined : second;
}

function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host.toLowerCase() === "localhost";
  return loopback.check(host, family === 4 ? "ipv4" : "ipv6");
}

/** The first line of the stack that is neither Node's nor a dependency's nor in this file. */
function placeOfCaller(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const frames = new Error().stack?.split("\n").slice(1) ?? [];
  Error.stackTraceLimit = limit;

  const foreign = /node:|[\\/]node_modules[\\/]|stopped-network\.ts|<anonymous>/;
  return frames.find((frame) => !foreign.test(frame))?.trim() ?? "from a place that is no longer on the stack";
}
