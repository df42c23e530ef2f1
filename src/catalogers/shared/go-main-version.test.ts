import { expect, test } from "vitest";
import { mainModuleOf, mainModuleVersion } from "./go-main-version.ts";

const commit = { "vcs.revision": "0123456789abcdef0123456789abcdef01234567", "vcs.time": "2024-05-06T07:08:09Z" };

test.each<[string, string, Record<string, string>, string]>([
  ["what Go knows", "v1.2.3", { "-ldflags": "-X main.version=9.9.9" }, "v1.2.3"],
  ["main.version", "(devel)", { "-ldflags": "-s -w -X main.version=1.4.2" }, "v1.4.2"],
  [
    "a variable of another package",
    "(devel)",
    { "-ldflags": "-X github.com/a/b/pkg/version.Version=v2.0.1" },
    "v2.0.1",
  ],
  ["main's before another's", "(devel)", { "-ldflags": "-X a.b/c.Version=v9.9 -X main.Version=v2.0" }, "v2.0"],
  ["in quotes", "(devel)", { "-ldflags": "-X 'main.version=1.0.0-rc.1' -X \"main.date=some day\"" }, "v1.0.0-rc.1"],
  ["with an equals sign", "(devel)", { "-ldflags": "-X=main.version=3.1.0" }, "v3.1.0"],
  ["not one that is no version", "(devel)", { "-ldflags": "-X main.version=dev" }, "(devel)"],
  ["not one of something else", "(devel)", { "-ldflags": "-X main.goVersion=1.22.3 -X main.commit=1.2" }, "(devel)"],
  ["not the commit, which is older than every release", "(devel)", commit, "(devel)"],
  ["nor as Go has it of a checkout without tags", "v0.0.0-20240506070809-0123456789ab", commit, "(devel)"],
  [
    "the commit behind a tag",
    "v1.2.4-0.20240506070809-0123456789ab+dirty",
    commit,
    "v1.2.4-0.20240506070809-0123456789ab+dirty",
  ],
  [
    "a linker's word before a commit",
    "v0.0.0-20240506070809-0123456789ab",
    { "-ldflags": "-X main.version=1.4.2" },
    "v1.4.2",
  ],
  ["nothing", "", {}, "(devel)"],
])("tells %s", (_what, version, settings, expected) => {
  expect(mainModuleVersion({ version }, new Map(Object.entries(settings)))).toBe(expected);
});

test("a commit that came from a module proxy is the version", () => {
  const version = "v0.0.0-20240506070809-0123456789ab";
  expect(mainModuleVersion({ version, sum: "h1:x=" }, new Map())).toBe(version);
});

test.each([
  ["github.com/docker/cli/cmd/docker", "github.com/docker/cli"],
  ["github.com/opencontainers/runc", "github.com/opencontainers/runc"],
  ["github.com/containers/podman/v4/cmd/podman", "github.com/containers/podman/v4"],
  ["github.com/a", undefined],
  ["k8s.io/kubernetes/cmd/kubectl", undefined],
  ["command-line-arguments", undefined],
  ["cmd/go", undefined],
  [undefined, undefined],
])("the package %s is of the module %s", (path, module) => {
  expect(mainModuleOf({ ...(path !== undefined && { path }) })?.path).toBe(module);
});
