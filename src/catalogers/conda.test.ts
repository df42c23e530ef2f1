import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { conda } from "./conda.ts";

test.each([
  ["opt/conda/conda-meta/zlib-1.2.13-h_0.json", true],
  ["conda-meta/zlib-1.2.13-h_0.json", true],
  ["opt/conda/conda-meta/history", false],
  ["opt/conda/pkgs/zlib-1.2.13-h_0/info/index.json", false],
])("conda wants %s: %s", (path, wanted) => {
  expect(conda.wants(path, NO_FACTS)).toBe(wanted);
});

const record = (fields: object) => JSON.stringify({ version: "1.0", depends: [], ...fields });

test("a record has all facts, and needs those of its own environment", () => {
  const numpy = record({
    name: "numpy",
    build: "py311_0",
    channel: "https://user:token@conda.anaconda.org/conda-forge/linux-64",
    subdir: "linux-64",
    fn: "numpy-1.0-py311_0.conda",
    url: "https://conda.anaconda.org/conda-forge/linux-64/numpy-1.0-py311_0.conda",
    license: "BSD-3-Clause",
    md5: "0".repeat(32),
    sha256: "1".repeat(64),
    size: 123,
    requested_spec: "numpy>=1",
    depends: ["python >=3.11,<3.12.0a0", "__glibc >=2.17", "libblas=1"],
  });
  const files = {
    "opt/conda/conda-meta/numpy-1.0.json": numpy,
    "opt/conda/conda-meta/python-1.0.json": record({ name: "python", requested_spec: "None" }),
    "opt/other/conda-meta/libblas-1.0.json": record({ name: "libblas" }),
    "opt/other/conda-meta/state.json": "{}",
  };
  const { packages, problems } = catalogFiles(conda, [files]);
  expect(problems).toEqual([]);
  expect(packages).toEqual([
    {
      purl: "pkg:conda/numpy@1.0?build=py311_0&channel=conda-forge&subdir=linux-64&type=conda",
      type: "conda",
      name: "numpy",
      version: "1.0",
      architecture: "linux-64",
      licenses: ["BSD-3-Clause"],
      sizeBytes: 123,
      checksums: [
        { algorithm: "md5", value: "0".repeat(32) },
        { algorithm: "sha256", value: "1".repeat(64) },
      ],
      dependsOn: ["pkg:conda/python@1.0"],
      direct: true,
      properties: { "conda:url": "https://conda.anaconda.org/conda-forge/linux-64/numpy-1.0-py311_0.conda" },
      layer: 0,
      locations: [{ path: "opt/conda/conda-meta/numpy-1.0.json", layer: 0 }],
    },
    expect.objectContaining({ name: "python", direct: false }),
    expect.objectContaining({ name: "libblas" }),
  ]);
  expect(packages[2]?.direct).toBeUndefined();
});

test.each([
  ["{", ["FILE_MALFORMED"]],
  ['{"name":"a"}', ["FILE_MALFORMED"]],
  ['{"depends":[],"version":"1"}', ["FILE_MALFORMED"]],
  ["[]", []],
])("%s", (text, codes) => {
  const { packages, problems } = catalogFiles(conda, [{ "conda-meta/a.json": text }]);
  expect([packages.length, problems.map(({ code }) => code)]).toEqual([0, codes]);
});
