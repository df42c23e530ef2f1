import { spawn } from "node:child_process";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { buildConnector } from "undici";
import { environmentOfPrograms, findProgram } from "../../host/programs.ts";
import { KnownError } from "../../model/errors.ts";
import type { EngineHost } from "./engine-host.ts";
import { keepLastWords } from "./program.ts";

/**
 * Connects to a Docker engine the way its own command line does: the docker of the other machine passes on what comes
 * through ssh. A password is not asked for, since nobody may be there to give it.
 *
 * @param label  What to call the engine in a message.
 */
export function sshConnector(url: URL, label: string, host: EngineHost): buildConnector.connector {
  return (_options, callback) => {
    openTunnel(url, label, host).then(
      (socket) => callback(null, socket),
      (error: Error) => callback(error, null),
    );
  };
}

async function openTunnel(url: URL, label: string, host: EngineHost): Promise<Socket> {
  const failure = (why: string) => new KnownError("ENGINE_UNREACHABLE", `${label}: ${why}`, { engine: "docker" });
  const ssh = await findProgram("ssh", host.environment, host.platform);
  if (ssh === undefined) throw failure("there is no program 'ssh'");
  const child = spawn(ssh, sshArguments(url), {
    env: environmentOfPrograms(host.environment),
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  const lastWords = keepLastWords(child.stderr);
  const tunnel = new Duplex({
    read: () => void child.stdout.resume(),
    // Where the program is gone, its end says why, and a broken pipe does not.
    write: (chunk, _encoding, done) => void child.stdin.write(chunk, () => done()),
    final: (done) => void child.stdin.end(() => done()),
    destroy(error, done) {
      child.stdin.destroy();
      child.stdout.destroy();
      child.kill();
      done(error);
    },
  });
  child.stdout.on("data", (chunk: Uint8Array) => {
    if (!tunnel.push(chunk)) child.stdout.pause();
  });
  // What went wrong is known when the program is gone, which is after its output has ended.
  child.on("error", (error) => tunnel.destroy(failure(error.message)));
  child.on("close", () => tunnel.destroy(failure(lastWords() || "ssh ended")));
  child.stdin.on("error", () => undefined);
  // undici asks nothing of a socket that a duplex stream has not.
  return tunnel as unknown as Socket;
}

/** Source: docker/cli, cli/connhelper */
function sshArguments({ hostname, port, username, pathname }: URL): string[] {
  const socket = pathname.length > 1 ? ["--host", `unix://${pathname}`] : [];
  return [
    ...["-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10"],
    ...(username ? ["-l", decodeURIComponent(username)] : []),
    ...(port ? ["-p", port] : []),
    ...["--", hostname.replace(/^\[|\]$/g, ""), "docker", ...socket, "system", "dial-stdio"],
  ];
}
