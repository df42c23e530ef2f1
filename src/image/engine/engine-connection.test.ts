import { expect, test } from "vitest";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { engineAnswers, engineServer } from "../../../test/support/engine-server.ts";
import { openEngine } from "./engine-client.ts";
import { engineHost } from "./engine-host.ts";
import type { TlsMaterial } from "./tls-material.ts";

const authority = makeCertificate("authority", { isAuthority: true });
const stranger = makeCertificate("stranger", { isAuthority: true });
const server = makeCertificate("engine", { issuer: authority });
const client = makeCertificate("client", { issuer: authority });
const mine = { cert: client.certificate, key: client.key };

/** Asks an engine that lets in only whom its authority knows. */
async function ask(tls: TlsMaterial | undefined): Promise<string> {
  const { url } = await engineServer(engineAnswers([]), {
    ca: authority.certificate,
    cert: server.certificate,
    key: server.key,
  });
  const endpoint = { kind: "docker", url, origin: "DOCKER_HOST", isNamed: true, ...(tls && { tls }) } as const;
  await using engine = await openEngine(endpoint, { host: engineHost() });
  return engine.kind;
}

test.each<{ title: string; tls: TlsMaterial }>([
  { title: "with its authority", tls: { ca: authority.certificate, ...mine, skipVerify: false } },
  { title: "with any authority, where the user said so", tls: { ...mine, skipVerify: true } },
])("an encrypted engine answers $title", async ({ tls }) => {
  expect(await ask(tls)).toBe("docker");
});

test.each<{ title: string; tls: TlsMaterial | undefined; says: RegExp }>([
  { title: "of an authority that is not known", tls: { ...mine, skipVerify: false }, says: /DOCKER_CERT_PATH/ },
  {
    title: "of another authority",
    tls: { ca: stranger.certificate, ...mine, skipVerify: false },
    says: /DOCKER_CERT_PATH/,
  },
  {
    title: "that wants to know who asks",
    tls: { ca: authority.certificate, skipVerify: false },
    says: /DOCKER_CERT_PATH/,
  },
  { title: "that is asked in the clear", tls: undefined, says: /DOCKER_TLS_VERIFY/ },
])("an encrypted engine $title is not reached", async ({ tls, says }) => {
  await expect(ask(tls)).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE", message: expect.stringMatching(says) });
});
