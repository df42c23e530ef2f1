import { expect, test } from "vitest";
import { KnownError } from "../../model/errors.ts";
import { isAbsence, labelOf, unreachable } from "./engine-trouble.ts";

const docker = { kind: "docker", url: "unix:///d.sock", origin: "its usual socket", isNamed: false } as const;
const podman = { kind: "podman", url: "unix:///p.sock", origin: "its usual socket", isNamed: false } as const;
const remote = { kind: "docker", url: "tcp://h:1", origin: "DOCKER_HOST", isNamed: true } as const;
const failing = (code: string) => Object.assign(new Error("failed"), { code });

test.each([
  { endpoint: docker, code: "EACCES", platform: "linux", says: "group 'docker'" },
  { endpoint: podman, code: "EACCES", platform: "linux", says: "use sudo" },
  { endpoint: docker, code: "ECONNREFUSED", platform: "linux", says: "systemctl start docker" },
  { endpoint: docker, code: "ECONNREFUSED", platform: "darwin", says: "Docker Desktop" },
  { endpoint: podman, code: "ENOENT", platform: "linux", says: "podman.socket" },
  { endpoint: podman, code: "ENOENT", platform: "darwin", says: "podman machine start" },
  { endpoint: remote, code: "ENOTFOUND", platform: "linux", says: "no machine of that name" },
  { endpoint: remote, code: "UND_ERR_CONNECT_TIMEOUT", platform: "linux", says: "in time" },
  { endpoint: remote, code: "DEPTH_ZERO_SELF_SIGNED_CERT", platform: "linux", says: "DOCKER_CERT_PATH" },
  { endpoint: remote, code: "EPROTO", platform: "linux", says: "encrypted" },
  { endpoint: remote, code: "ESOMETHING", platform: "linux", says: "failed" },
] as const)("$code of $endpoint.kind on $platform says: $says", ({ endpoint, code, platform, says }) => {
  const error = unreachable(endpoint, platform, failing(code));
  expect(error.code).toBe("ENGINE_UNREACHABLE");
  expect(error.message).toContain(says);
  expect(error.message.startsWith(labelOf(endpoint))).toBe(true);
});

test("the error underneath says why, where there is one", () => {
  const error = unreachable(docker, "linux", new Error("socket error", { cause: failing("EACCES") }));
  expect(error.message).toContain("permission denied");
});

test.each([
  { code: "ENOENT", absent: true },
  { code: "EACCES", absent: false },
  { code: "ECONNREFUSED", absent: false },
])("a socket with $code is absent: $absent", ({ code, absent }) => {
  expect(isAbsence(unreachable(docker, "linux", failing(code)))).toBe(absent);
});

test("what is known already stays as it is", () => {
  const known = new KnownError("ENGINE_UNREACHABLE", "ssh: no");
  expect(unreachable(docker, "linux", known)).toBe(known);
});

test.each([
  { url: "tcp://me:secret@h:1", label: "Docker (tcp://h:1, from DOCKER_HOST)" },
  { url: "ssh://me:secret@h/run/d.sock", label: "Docker (ssh://h/run/d.sock, from DOCKER_HOST)" },
  { url: "unix:///a@b.sock", label: "Docker (unix:///a@b.sock, from DOCKER_HOST)" },
])("$label keeps no secret", ({ url, label }) => {
  expect(labelOf({ ...remote, url })).toBe(label);
});
