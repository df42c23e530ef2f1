import { expect, test } from "vitest";
import { normalizeName, parseImageName, registryOf } from "./reference.ts";

test.each([
  ["debian", "docker.io/library/debian:latest"],
  ["debian:12", "docker.io/library/debian:12"],
  ["team/app", "docker.io/team/app:latest"],
  ["index.docker.io/team/app:1", "docker.io/team/app:1"],
  ["localhost/app", "localhost/app:latest"],
  ["localhost:5000/app:1", "localhost:5000/app:1"],
  ["ghcr.io/a/b/c:v1.2", "ghcr.io/a/b/c:v1.2"],
  [`a@sha256:${"0".repeat(64)}`, `docker.io/library/a@sha256:${"0".repeat(64)}`],
  ["Not A Name", "Not A Name"],
  ["a/".repeat(5_000_000), "a/".repeat(5_000_000)],
])("%.100j is %.100j", (text, expected) => {
  expect(normalizeName(text)).toBe(expected);
});

test.each([
  ["debian", "Docker Hub", "https://index.docker.io"],
  ["ghcr.io/a/b", "GHCR", "https://ghcr.io"],
  ["quay.io/a/b", "Quay", "https://quay.io"],
  ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/a", "ECR", "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com"],
  ["team.azurecr.io/a", "ACR", "https://team.azurecr.io"],
  ["europe-docker.pkg.dev/p/r/a", "GAR", "https://europe-docker.pkg.dev"],
  ["registry.example.com:5000/a", "generic", "https://registry.example.com:5000"],
  ["localhost:5000/a", "generic", "http://localhost:5000"],
  ["notghcr.io.example.com/a", "generic", "https://notghcr.io.example.com"],
])("the registry of %j is %j", (text, type, url) => {
  const name = parseImageName(text);
  expect(name && registryOf(name)).toMatchObject({ type, url });
});
