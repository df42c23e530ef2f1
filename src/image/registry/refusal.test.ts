import { describe, expect, test } from "vitest";
import { clientOf, endpointOf, type TestClientOptions } from "../../../test/support/registry-client.ts";
import { type RegistryServerOptions, startRegistry } from "../../../test/support/registry-server.ts";
import { buildImage } from "../build/build-image.ts";
import type { Credential } from "./credential.ts";

const image = buildImage({ layers: [{ entries: [{ path: "etc/motd", content: "hello" }] }] });
const images = { "team/app:1": image };
const me: Credential = { kind: "basic", user: "me", password: "password-1", origin: "~/.docker/config.json" };

const json = { "Content-Type": "application/json" };
const says = (code: string, message: string) => JSON.stringify({ errors: [{ code, message }] });
const answers = (status: number, body = "", headers: Readonly<Record<string, string>> = json) => ({
  fails: { times: 99, status, body, headers },
});

/** Docker Hub, for all that the client knows. */
const hub: TestClientOptions = { host: "docker.io" };

test.each<{
  title: string;
  registry: RegistryServerOptions;
  client?: TestClientOptions;
  code: string;
  message: string | RegExp;
}>([
  {
    title: "an unknown tag",
    registry: { images: { "team/app:2": image } },
    code: "IMAGE_NOT_FOUND",
    message: `HOST/team/app:1: HOST has no image under the tag '1' ("manifest unknown")`,
  },
  {
    title: "an unknown repository",
    registry: {},
    code: "IMAGE_NOT_FOUND",
    message: `HOST/team/app:1: HOST has no such repository ("repository name not known to registry")`,
  },
  {
    title: "a private or unknown image of Docker Hub",
    registry: answers(401, says("UNAUTHORIZED", "authentication required"), {
      ...json,
      "WWW-Authenticate": 'Basic realm="x"',
    }),
    client: hub,
    code: "REGISTRY_DENIED",
    message:
      'docker.io/team/app:1: Docker Hub refuses access ("authentication required"): the image is private, or there is ' +
      "none of that name; no credentials for docker.io were found, looked for in ~/.docker/config.json (no such file); " +
      "log in with `docker login`",
  },
  {
    title: "credentials that were looked for and not found",
    registry: { auth: { kind: "basic", user: "me", password: "x" } },
    code: "REGISTRY_DENIED",
    message:
      'HOST/team/app:1: HOST refuses access ("authentication required"): the image is private, or there is none of ' +
      "that name; no credentials for HOST were found, looked for in ~/.docker/config.json (no such file); " +
      "log in with `docker login HOST`",
  },
  {
    title: "a registry whose kind its host tells",
    registry: answers(401, "", { ...json, "WWW-Authenticate": 'Basic realm="x"' }),
    client: { host: "ghcr.io" },
    code: "REGISTRY_DENIED",
    message:
      /log in with `docker login ghcr\.io`, with a personal access token that has read:packages as the password$/,
  },
  {
    title: "a registry whose kind its answer tells",
    registry: answers(401, "", { ...json, "WWW-Authenticate": 'Basic realm="x"', Server: "Nexus/3.87.1-01 (PRO)" }),
    code: "REGISTRY_DENIED",
    message: /log in with `docker login HOST`, with your user or a user token$/,
  },
  {
    title: "a realm that gives nothing to nobody",
    registry: { images, auth: { kind: "token", users: { me: "password-1" } } },
    client: { host: "quay.io" },
    code: "REGISTRY_DENIED",
    message: /gives none without credentials; log in with `docker login quay\.io`, with a robot account or /,
  },
  {
    title: "too many requests to a registry whose kind is known",
    registry: answers(429),
    client: { host: "quay.io" },
    code: "REGISTRY_RATE_LIMITED",
    message: /takes no more requests for now; log in with `docker login quay\.io`, with a robot account or /,
  },
  {
    title: "credentials that do not suffice",
    registry: { auth: { kind: "basic", user: "me", password: "x" } },
    client: { ...hub, credentials: { "docker.io": me } },
    code: "REGISTRY_DENIED",
    message:
      'docker.io/team/app:1: Docker Hub refuses access ("authentication required") with the credentials from ' +
      "~/.docker/config.json: they do not suffice, or there is no such image",
  },
  {
    title: "a refusal without a question",
    registry: answers(403, says("DENIED", "requested access to the resource is denied")),
    code: "REGISTRY_DENIED",
    message:
      'HOST/team/app:1: HOST refuses access ("requested access to the resource is denied"): the image is private, or ' +
      "there is none of that name; it did not ask who we are, and got no credentials",
  },
  {
    title: "an error page",
    registry: answers(400, "<html>Bad Request</html>", { "Content-Type": "text/html" }),
    code: "REGISTRY_UNEXPECTED_STATUS",
    message: "HOST/team/app:1: HOST answered 400",
  },
  {
    title: "a plain sentence",
    registry: answers(400, "Client sent an HTTP request to an HTTPS server.\n", { "Content-Type": "text/plain" }),
    code: "REGISTRY_UNEXPECTED_STATUS",
    message: 'HOST/team/app:1: HOST answered 400 ("Client sent an HTTP request to an HTTPS server.")',
  },
  {
    title: "JSON that is called a plain text",
    registry: answers(404, says("NAME_UNKNOWN", "Unknown name"), { "Content-Type": "text/plain; charset=utf-8" }),
    code: "IMAGE_NOT_FOUND",
    message: 'HOST/team/app:1: HOST has no such repository ("Unknown name")',
  },
  {
    title: "a sentence for terminals",
    registry: answers(500, says("X", `\u001b[2J${"long ".repeat(500)}`)),
    code: "REGISTRY_UNEXPECTED_STATUS",
    message: /answered 500 \("\[2Jlong (long ){55,60}.{0,5}…"\)$/,
  },
  {
    title: "an endless error page",
    registry: answers(500, `"${"x".repeat(1_000_000)}"`),
    code: "REGISTRY_UNEXPECTED_STATUS",
    message: "HOST/team/app:1: HOST answered 500",
  },
  {
    title: "errors of another form",
    registry: answers(500, '{"errors":"none"}'),
    code: "REGISTRY_UNEXPECTED_STATUS",
    message: "HOST/team/app:1: HOST answered 500",
  },
  {
    title: "too many requests",
    registry: answers(429, says("TOOMANYREQUESTS", "slow down")),
    code: "REGISTRY_RATE_LIMITED",
    message: 'HOST/team/app:1: HOST takes no more requests for now ("slow down"); log in with `docker login HOST`',
  },
  {
    title: "the last pull of Docker Hub",
    registry: answers(429, says("TOOMANYREQUESTS", "You have reached your unauthenticated pull rate limit."), {
      ...json,
      "RateLimit-Limit": "100;w=21600",
      "RateLimit-Remaining": "0;w=21600",
    }),
    client: hub,
    code: "REGISTRY_RATE_LIMITED",
    message:
      "docker.io/team/app:1: Docker Hub takes no more requests for now " +
      '("You have reached your unauthenticated pull rate limit."); Docker Hub allows 100 pulls in 6 hours from here; ' +
      "log in with `docker login`",
  },
  {
    title: "a pause that is too long",
    registry: answers(429, "", { "Retry-After": "3600" }),
    code: "REGISTRY_RATE_LIMITED",
    message: /it asks to wait 1 hour, more than the 1 minute we wait$/,
  },
])("$title", async ({ registry: options, client: clientOptions, code, message }) => {
  await using registry = await startRegistry(options);
  const got = clientOf([endpointOf(registry.url)], clientOptions).getManifest("team/app", "1");
  const error = (await got.catch((cause: unknown) => cause)) as { code: string; message: string };
  expect(error.code).toBe(code);
  const text = error.message.replaceAll(registry.host, "HOST");
  if (typeof message === "string") expect(text).toBe(message);
  else expect(text).toMatch(message);
});

test("where all pulls are used up, there is no second try", async () => {
  const headers = { "RateLimit-Limit": "100;w=21600", "RateLimit-Remaining": "0;w=21600" };
  await using registry = await startRegistry(answers(429, "", headers));
  await expect(clientOf([endpointOf(registry.url)]).getManifest("team/app", "1")).rejects.toThrow();
  expect(registry.requests).toHaveLength(1);
});

describe("pulls that run out", () => {
  const headers = { "RateLimit-Limit": "100;w=21600", "RateLimit-Remaining": "7;w=21600" };

  test("are told once, with the way to more", async () => {
    await using registry = await startRegistry({ images, headers });
    const client = clientOf([endpointOf(registry.url)], hub);
    await client.getManifest("team/app", "1");
    await client.getManifest("team/app", "1");
    expect(client.notices).toEqual([
      "Docker Hub allows 100 pulls in 6 hours from here, and 7 are left; for more, log in with `docker login`",
    ]);
  });

  test("of an account are told as such", async () => {
    const auth = { kind: "token", users: { me: "password-1" } } as const;
    await using registry = await startRegistry({ images, headers, auth });
    const client = clientOf([endpointOf(registry.url)], { ...hub, credentials: { "docker.io": me } });
    await client.getManifest("team/app", "1");
    expect(client.notices).toEqual(["Docker Hub allows 100 pulls in 6 hours to this account, and 7 are left"]);
  });

  test("are not told while there are many", async () => {
    await using registry = await startRegistry({
      images,
      headers: { ...headers, "RateLimit-Remaining": "70;w=21600" },
    });
    const client = clientOf([endpointOf(registry.url)], hub);
    await client.getManifest("team/app", "1");
    expect(client.notices).toEqual([]);
  });
});
