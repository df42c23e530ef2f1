import { describe, expect, test } from "vitest";
import { howToLogIn, REGISTRY_TYPES, type RegistryType, registryTypeOf } from "./known-registries.ts";

const ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

test.each([
  ["docker.io", "Docker Hub"],
  ["registry-1.docker.io", "Docker Hub"],
  ["ghcr.io", "GHCR"],
  ["quay.io", "Quay"],
  ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", "ECR"],
  ["123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "ECR"],
  ["123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "ECR"],
  ["123456789012.dkr-ecr.us-east-2.on.aws", "ECR"],
  ["public.ecr.aws", "ECR"],
  ["team.azurecr.io", "ACR"],
  ["mcr.microsoft.com", "ACR"],
  ["gcr.io", "GAR"],
  ["eu.gcr.io", "GAR"],
  ["europe-docker.pkg.dev", "GAR"],
  ["registry.k8s.io", "GAR"],
  ["registry.gitlab.com", "GitLab"],
  ["team.jfrog.io", "Artifactory"],
  ["demo.goharbor.io", "Harbor"],
  ["registry.example.com:5000", "generic"],
  ["localhost:5000", "generic"],
  ["notghcr.io", "generic"],
  ["ghcr.io.example.com", "generic"],
  ["notgcr.io", "generic"],
])("the host %s is of %s", (host, type) => {
  expect(registryTypeOf(host)).toBe(type);
});

describe("a server of one's own shows what it is:", () => {
  const at = "https://registry.example.com";
  test.each([
    ["Harbor", { realm: `${at}/service/token`, service: "harbor-registry" }, {}],
    ["GitLab", { realm: "https://gitlab.example.com/jwt/auth", service: "container_registry" }, {}],
    ["GitLab", { realm: "https://example.com/gitlab/jwt/auth", service: "container_registry" }, {}],
    ["Quay", { realm: `${at}/v2/auth`, service: "registry.example.com" }, {}],
    ["Quay", { realm: "https://quay.local:8443/v2/auth", service: "quay.local:8443" }, {}],
    ["Artifactory", {}, { "x-jfrog-version": "Artifactory/7.104.6 80406900" }],
    ["Artifactory", {}, { "x-artifactory-id": "6d1731817a707a2f:-416a877d" }],
    ["Artifactory", {}, { server: "Artifactory/6.12.0" }],
    ["Artifactory", { realm: "Artifactory Realm" }, {}],
    ["Artifactory", { realm: `${at}/artifactory/api/docker/local/v2/token`, service: "registry.example.com" }, {}],
    ["Nexus", {}, { server: "Nexus/3.87.1-01 (PRO)" }],
    ["Nexus", { realm: "Sonatype Nexus Repository Manager" }, { server: "nginx" }],
    ["Nexus", { realm: `${at}/repository/hub/v2/token`, service: `${at}/repository/hub/v2/token` }, {}],
    ["ECR", { realm: "https://1.dkr.ecr.eu-west-1.amazonaws.com/", service: "ecr.amazonaws.com" }, {}],
    ["ACR", { realm: "https://team.azurecr.io/oauth2/token", service: "team.azurecr.io" }, {}],
    ["GAR", { realm: "https://europe-docker.pkg.dev/v2/token", service: "europe-docker.pkg.dev" }, {}],
    ["Docker Hub", { realm: "https://auth.docker.io/token", service: "registry.docker.io" }, {}],
  ])("%s by %j %j", (type, challenge, headers) => {
    expect(registryTypeOf("registry.example.com", { headers, ...challenge })).toBe(type);
  });

  test.each([
    ["nothing", {}, {}],
    ["Docker's registry", { realm: "Registry Realm" }, { "docker-distribution-api-version": "registry/2.0" }],
    ["Forgejo", { realm: `${at}/v2/token`, service: "container_registry" }, {}],
    ["an older Forgejo", { realm: `${at}/service/token`, service: "container_registry" }, {}],
    ["a token server", { realm: "https://auth.example.com/v2/auth", service: "registry.example.com" }, {}],
    ["a realm that is no address", { realm: "/jwt/auth", service: "container_registry" }, {}],
  ])("generic by the signs of %s", (_title, challenge, headers) => {
    expect(registryTypeOf("registry.example.com", { headers, ...challenge })).toBe("generic");
  });

  test("the host counts before the signs", () => {
    expect(registryTypeOf("ghcr.io", { headers: { server: "Nexus/3.0" } })).toBe("GHCR");
  });
});

test.each([
  ["docker.io", "`docker login`"],
  ["ghcr.io", "`docker login ghcr.io`, with a personal access token that has read:packages as the password"],
  [ECR, `\`aws ecr get-login-password --region eu-west-1 | docker login --username AWS --password-stdin ${ECR}\``],
  [
    "public.ecr.aws",
    "`aws ecr-public get-login-password --region us-east-1 | docker login --username AWS --password-stdin public.ecr.aws`",
  ],
  ["team.azurecr.io", "`az acr login --name team`"],
  ["europe-docker.pkg.dev", "`gcloud auth configure-docker europe-docker.pkg.dev`"],
  ["registry.example.com:5000", "`docker login registry.example.com:5000`"],
])("one logs in to %s with: %s", (host, expected) => {
  expect(howToLogIn(registryTypeOf(host), host)).toBe(expected);
});

test.each(REGISTRY_TYPES)("there is one line on how to log in to %s", (type: RegistryType) => {
  expect(howToLogIn(type, "registry.example.com")).toMatch(
    /^`(docker login|aws ecr|az acr|gcloud auth)[^`]*`(, with .+)?$/,
  );
  expect(howToLogIn(type, "registry.example.com")).not.toMatch(/HOST|NAME/);
});

test("a cache in front of Docker Hub has credentials of its own", () => {
  const challenge = { realm: "https://auth.docker.io/token", service: "registry.docker.io" };
  const type = registryTypeOf("cache.example.com", { headers: {}, ...challenge });
  expect(type).toBe("Docker Hub");
  expect(howToLogIn(type, "cache.example.com")).toBe("`docker login cache.example.com`");
});
