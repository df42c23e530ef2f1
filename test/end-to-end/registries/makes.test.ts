import { afterAll, describe, expect, test } from "vitest";
import { newAuthority } from "./authority.ts";
import { startDockerRegistry } from "./docker-registry.ts";
import { startNamed } from "./in-process.ts";
import { inspectionOf } from "./inventories.ts";
import { newMachine } from "./machine.ts";
import { ociLayout, skopeoCopy } from "./pushes.ts";

const authority = newAuthority();
afterAll(() => authority[Symbol.dispose]());

interface Make {
  readonly type: string;
  /** Of its challenge; `HOST` stands for the registry's own name and port. */
  readonly challenge: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What registries of one's own send to people whom they do not know. */
const MAKES: readonly Make[] = [
  { type: "Harbor", challenge: 'Bearer realm="https://HOST/service/token",service="harbor-registry"' },
  { type: "GitLab", challenge: 'Bearer realm="https://HOST/jwt/auth",service="container_registry"' },
  { type: "Quay", challenge: 'Bearer realm="https://HOST/v2/auth",service="HOST"' },
  {
    type: "Nexus",
    challenge: 'Basic realm="Sonatype Nexus Repository Manager"',
    headers: { Server: "Nexus/3.87.1-01 (OSS)" },
  },
  { type: "Nexus", challenge: 'Bearer realm="https://HOST/v2/token",service="https://HOST/v2/token"' },
  { type: "Artifactory", challenge: 'Basic realm="Artifactory Realm"' },
  {
    type: "Artifactory",
    challenge: 'Bearer realm="https://HOST/artifactory/api/docker/local/v2/token",service="HOST"',
    headers: { "X-JFrog-Version": "Artifactory/7.104.6 80104600" },
  },
  { type: "generic", challenge: 'Bearer realm="https://HOST/token",service="some-registry"' },
  { type: "generic", challenge: 'Basic realm="Registry Realm"' },
];

/** A registry that lets everyone in who asks a second time, and looks like one of a make. */
async function startMake({ challenge, headers = {} }: Make) {
  let name = "";
  const registry = await startNamed({
    tls: authority.forServer(["registry.test"]),
    headers,
    answer({ url, headers: { authorization } }, response) {
      if (authorization?.startsWith("Basic") && !url.startsWith("/v2/team/")) response.end('{"token":"let-me-in"}');
      else if (!authorization) {
        response.writeHead(401, { "WWW-Authenticate": challenge.replaceAll("HOST", name) }).end();
      }
      return response.writableEnded;
    },
  });
  name = registry.name;
  return registry;
}

const account = { PLIMSOLL_REGISTRY_USER: "ada", PLIMSOLL_REGISTRY_PASSWORD: "secret-of-ada" };

describe("inspect tells the make of a registry", () => {
  test.concurrent.each(MAKES)("$type, by $challenge", async (make) => {
    await using registry = await startMake(make);
    using machine = newMachine();
    const env = { SSL_CERT_FILE: authority.certificateFile, ...account };
    const { registry: told } = await inspectionOf(machine, `registry://${registry.name}/team/app:1`, { env });
    expect(told).toEqual({ host: registry.name, url: `https://${registry.name}`, type: make.type });
  });

  test.concurrent("generic, for Debian's docker-registry", async () => {
    await using registry = await startDockerRegistry();
    const host = `127.0.0.1:${registry.port}`;
    using machine = newMachine();
    await skopeoCopy(machine, ociLayout("static-amd64"), `${host}/team/static:1`);
    const { registry: told } = await inspectionOf(machine, `registry://${host}/team/static:1`);
    expect(told).toEqual({ host, url: `http://${host}`, type: "generic" });
  });
});
