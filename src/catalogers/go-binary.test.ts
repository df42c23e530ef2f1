import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { elfOf, goBuildInfoOf } from "../../test/support/program-files.ts";
import { goBinary } from "./go-binary.ts";

const PATH = "usr/local/bin/tool";

const packagesOf = (goVersion: string, lines: readonly string[]) =>
  catalogFiles(goBinary, [{ [PATH]: elfOf([{ name: ".go.buildinfo", content: goBuildInfoOf(goVersion, lines) }]) }]);

test("a program's module, what it was built from, and the standard library", () => {
  const { packages, problems } = packagesOf("go1.22.3 X:boringcrypto", [
    "path\tgithub.com/Example/tool/cmd/tool",
    "mod\tgithub.com/Example/tool\tv1.2.3\th1:own=",
    "dep\tgopkg.in/yaml.v3\tv3.0.1\th1:yaml=",
    "build\tGOARCH=arm64",
    "build\tvcs.revision=0123",
  ]);
  expect(problems).toEqual([]);
  const common = {
    type: "golang",
    licenses: [],
    architecture: "arm64",
    layer: 0,
    locations: [{ path: PATH, layer: 0 }],
  };
  expect(packages).toEqual([
    {
      ...common,
      purl: expect.stringMatching(/^pkg:golang\/github\.com\/example\/tool@v1\.2\.3$/i),
      namespace: "github.com/Example",
      name: "tool",
      version: "v1.2.3",
      sizeBytes: 128 * 1024,
      dependsOn: ["pkg:golang/gopkg.in/yaml.v3@v3.0.1", "pkg:golang/stdlib@1.22.3"],
      properties: {
        "golang:h1": "h1:own=",
        "golang:go-version": "go1.22.3 X:boringcrypto",
        "golang:vcs-revision": "0123",
      },
    },
    {
      ...common,
      purl: "pkg:golang/stdlib@1.22.3",
      name: "stdlib",
      version: "1.22.3",
      properties: { "golang:go-version": "go1.22.3 X:boringcrypto" },
    },
    {
      ...common,
      purl: "pkg:golang/gopkg.in/yaml.v3@v3.0.1",
      namespace: "gopkg.in",
      name: "yaml.v3",
      version: "v3.0.1",
      properties: { "golang:h1": "h1:yaml=" },
    },
  ]);
});

describe("of a module that was replaced", () => {
  const rows: { title: string; module?: string; replacement: string; expected: object }[] = [
    {
      title: "by another, that one is told",
      replacement: "=>\texample.com/fork\tv0.3.0\th1:fork=",
      expected: {
        purl: "pkg:golang/example.com/fork@v0.3.0",
        properties: { "golang:h1": "h1:fork=", "golang:replaces": "example.com/b" },
      },
    },
    {
      title: "by a folder, the module is told",
      replacement: "=>\t./local\t(devel)\t",
      expected: { purl: "pkg:golang/example.com/b@v0.2.0", properties: { "golang:replaced-by": "./local" } },
    },
    {
      title: "by a folder that it always is built with, it has no version",
      module: "dep\texample.com/b\tv0.0.0-00010101000000-000000000000",
      replacement: "=>\t./staging/b\t(devel)\t",
      expected: { purl: "pkg:golang/example.com/b@%28devel%29" },
    },
    {
      title: "by a folder elsewhere, the module is told",
      replacement: "=>\t/src/b\t\t",
      expected: { purl: "pkg:golang/example.com/b@v0.2.0", properties: { "golang:replaced-by": "/src/b" } },
    },
  ];
  test.each(rows)("$title", ({ module = "dep\texample.com/b\tv0.2.0\th1:b=", replacement, expected }) => {
    const { packages } = packagesOf("devel go1.24-abcdef Mon Jan 1", [module, replacement]);
    expect(packages[0]).toMatchObject({ purl: "pkg:golang/stdlib@1.24" });
    expect(packages[1]).toMatchObject(expected);
  });
});

test.each([
  ["go1.22", "1.22"],
  ["go1.21rc2", "1.21rc2"],
  ["go1.26.8", "1.26.8"],
])("the standard library of %s is %s", (goVersion, version) => {
  expect(packagesOf(goVersion, []).packages.map((pkg) => pkg.version)).toEqual([version]);
});

test("a program without a module of its own is told by its parts alone", () => {
  const lines = ["path\tcommand-line-arguments", "mod\tcommand-line-arguments\t(devel)\t", "dep\ta.b/c\tv1.0.0\t"];
  expect(packagesOf("go1.20", lines).packages.map(({ name }) => name)).toEqual(["stdlib", "c"]);
});

test("other programs say nothing", () => {
  expect(catalogFiles(goBinary, [{ [PATH]: elfOf([]) }])).toEqual({ packages: [], problems: [] });
});

describe("of a known program", () => {
  const mainOf = (lines: readonly string[], text = "") => {
    const sections = [
      { name: ".go.buildinfo", content: goBuildInfoOf("go1.22.3", lines) },
      { name: ".rodata", content: Buffer.from(text) },
    ];
    const [main] = catalogFiles(goBinary, [{ [PATH]: elfOf(sections) }]).packages;
    return [main?.purl, main?.properties["nvd:cpe"]];
  };
  const CONSUL = "github.com/hashicorp/consul";

  test("that tells its version, the names by which vulnerabilities are filed", () => {
    expect(mainOf([`mod\t${CONSUL}\tv1.18.2\th1:x=`], "CONSUL_VERSION: 1.18.1")).toEqual([
      `pkg:golang/${CONSUL}@v1.18.2`,
      "cpe:2.3:a:hashicorp:consul:1.18.2:*:*:*:*:*:*:*",
    ]);
  });

  test("that does not, the version by its texts", () => {
    expect(mainOf([`mod\t${CONSUL}\t(devel)`], "CONSUL_VERSION: 1.18.1")).toEqual([
      `pkg:golang/${CONSUL}@v1.18.1`,
      "cpe:2.3:a:hashicorp:consul:1.18.1:*:*:*:*:*:*:*",
    ]);
    expect(mainOf([`mod\t${CONSUL}\t(devel)`])).toEqual([`pkg:golang/${CONSUL}@%28devel%29`, undefined]);
  });

  test.each([
    ["before it", "\0\0v1.27.16\0\0\0\0\0\0\0\0v1.27.16\0\0", "v1.27.16"],
    ["without a gap", "\x94)Cv1.33.1\0v1.33.1\0\0\xf0", "v1.33.1"],
    ["of a distributor", "\0v1.32.4-gke.1415000\0\0\0v1.32.4-gke.1415000\0", "v1.32.4-gke.1415000"],
    ["once is another's", "\0v1.27.16\0\0\0\0\0\0\0\0v1.27.17\0", "%28devel%29"],
  ])("that does not, of Kubernetes by the text that stands there twice: %s", (_title, text, version) => {
    expect(mainOf(["mod\tk8s.io/kubernetes\t(devel)"], text)[0]).toBe(`pkg:golang/k8s.io/kubernetes@${version}`);
  });

  test("that was built without modules, the module by its package", () => {
    const lines = [
      "path\tgithub.com/docker/cli/cmd/docker",
      'build\t-ldflags="-w -X \\"github.com/docker/cli/cli/version.Version=28.2.2\\""',
    ];
    expect(mainOf(lines)[0]).toBe("pkg:golang/github.com/docker/cli@v28.2.2");
  });

  test("that does not, the version by another module of its repository", () => {
    const etcd = ["mod\tgo.etcd.io/etcd/server/v3\t(devel)", "dep\tgo.etcd.io/etcd/api/v3\tv3.5.16"];
    expect(mainOf([...etcd, "=>\t../api\t(devel)\t"])[0]).toBe("pkg:golang/go.etcd.io/etcd/server/v3@v3.5.16");
  });
});
