import { expect, test } from "vitest";
import { environmentCredential } from "./environment-credentials.ts";

test.each([
  ["a token", { PLIMSOLL_REGISTRY_TOKEN: "t" }, { kind: "bearer", token: "t" }, "PLIMSOLL_REGISTRY_TOKEN"],
  [
    "user and password",
    { PLIMSOLL_REGISTRY_USER: "ann", PLIMSOLL_REGISTRY_PASSWORD: "pw" },
    { kind: "basic", user: "ann", password: "pw" },
    "PLIMSOLL_REGISTRY_USER",
  ],
  [
    "both, of which the token counts",
    { PLIMSOLL_REGISTRY_TOKEN: "t", PLIMSOLL_REGISTRY_USER: "ann", PLIMSOLL_REGISTRY_PASSWORD: "pw" },
    { kind: "bearer" },
    "PLIMSOLL_REGISTRY_TOKEN",
  ],
  ["Docker Scout's token", { DOCKER_SCOUT_REGISTRY_TOKEN: "t" }, { kind: "bearer" }, "DOCKER_SCOUT_REGISTRY_TOKEN"],
  [
    "Docker Scout's names beside ours, which count",
    { DOCKER_SCOUT_REGISTRY_TOKEN: "t", PLIMSOLL_REGISTRY_USER: "ann", PLIMSOLL_REGISTRY_PASSWORD: "pw" },
    { kind: "basic" },
    "PLIMSOLL_REGISTRY_USER",
  ],
  [
    "empty variables, which count as none",
    { PLIMSOLL_REGISTRY_TOKEN: "", DOCKER_SCOUT_REGISTRY_USER: "ann", DOCKER_SCOUT_REGISTRY_PASSWORD: "pw" },
    { kind: "basic", user: "ann" },
    "DOCKER_SCOUT_REGISTRY_USER",
  ],
])("%s", (_title, environment, expected, variable) => {
  const { credential } = environmentCredential(environment);
  expect(credential).toMatchObject({ ...expected, origin: `the environment (${variable})` });
});

test.each([
  [{ PLIMSOLL_REGISTRY_USER: "s3cret" }, "PLIMSOLL_REGISTRY_PASSWORD is not"],
  [{ PLIMSOLL_REGISTRY_PASSWORD: "s3cret" }, "PLIMSOLL_REGISTRY_USER is not"],
  // The two names are not mixed.
  [{ PLIMSOLL_REGISTRY_USER: "s3cret", DOCKER_SCOUT_REGISTRY_PASSWORD: "s3cret" }, "PLIMSOLL_REGISTRY_PASSWORD is not"],
])("half of a pair is told of: %j", (environment, message) => {
  const { credential, trouble } = environmentCredential(environment);
  expect(credential).toBeUndefined();
  expect(trouble).toContain(message);
  expect(trouble).not.toContain("s3cret");
});

test("nothing set is nothing found", () => {
  expect(environmentCredential({})).toEqual({});
});
