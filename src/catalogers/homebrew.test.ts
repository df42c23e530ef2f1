import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { homebrew } from "./homebrew.ts";

const CELLAR = "home/linuxbrew/.linuxbrew/Cellar";

const receipt = (fields: Record<string, unknown>) => JSON.stringify({ homebrew_version: "4.4.0", ...fields });

test("a package of Homebrew carries all that its receipt and its formula say", () => {
  const { packages, problems } = catalogFiles(homebrew, [
    {
      [`${CELLAR}/jq/1.7.1_1/INSTALL_RECEIPT.json`]: receipt({
        installed_on_request: true,
        runtime_dependencies: [
          { full_name: "oniguruma", version: "6.9.9", declared_directly: true },
          { full_name: "zlib", version: "1.3", declared_directly: false },
          { full_name: "gone", version: "1" },
        ],
        source: { tap: "homebrew/core" },
        arch: "x86_64",
      }),
      [`${CELLAR}/jq/1.7.1_1/.brew/jq.rb`]:
        'class Jq < Formula\n  desc "Lightweight JSON processor"\n  homepage "https://jqlang.github.io/jq/"\n  license "MIT"\n  head do\n    license "no"\n  end\nend\n',
      [`${CELLAR}/oniguruma/6.9.9/INSTALL_RECEIPT.json`]: receipt({
        installed_on_request: false,
        runtime_dependencies: [],
        source: { tap: "Some-Org/some-tap" },
      }),
      [`${CELLAR}/oniguruma/6.9.9/.brew/oniguruma.rb`]: '  license any_of: ["MIT", "ISC"]\n',
      [`${CELLAR}/zlib/1.3/INSTALL_RECEIPT.json`]: "{",
      [`${CELLAR}/zlib/1.3/lib/libz.so`]: "12345",
    },
  ]);
  expect(packages).toEqual([
    {
      purl: "pkg:brew/jq@1.7.1_1",
      type: "brew",
      name: "jq",
      version: "1.7.1_1",
      architecture: "x86_64",
      licenses: ["MIT"],
      description: "Lightweight JSON processor",
      homepage: "https://jqlang.github.io/jq/",
      installedSizeBytes: expect.any(Number),
      dependsOn: ["pkg:brew/some-org/some-tap/oniguruma@6.9.9"],
      direct: true,
      properties: {},
      layer: 0,
      locations: [{ path: `${CELLAR}/jq/1.7.1_1/INSTALL_RECEIPT.json`, layer: 0 }],
    },
    expect.objectContaining({ name: "oniguruma", direct: false, licenses: [], dependsOn: [] }),
    expect.not.objectContaining({ direct: expect.anything(), dependsOn: expect.anything() }),
  ]);
  // The receipt, which is damaged, and the library.
  expect(packages[2]?.installedSizeBytes).toBe(1 + 5);
  expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
    expect.stringMatching(/^FILE_MALFORMED .*zlib\/1.3\/INSTALL_RECEIPT.json: is not JSON/),
  ]);
});

test("what is not text in a receipt says nothing", () => {
  const text =
    '{"source":{"tap":{}},"arch":[1],"installed_on_request":"yes","runtime_dependencies":[1,null,{"full_name":{}}]}';
  const { packages } = catalogFiles(homebrew, [{ [`${CELLAR}/a/1/INSTALL_RECEIPT.json`]: text }]);
  expect(packages).toEqual([
    {
      purl: "pkg:brew/a@1",
      type: "brew",
      name: "a",
      version: "1",
      licenses: [],
      installedSizeBytes: text.length,
      dependsOn: [],
      properties: {},
      layer: 0,
      locations: [{ path: `${CELLAR}/a/1/INSTALL_RECEIPT.json`, layer: 0 }],
    },
  ]);
});

test.each([
  [`${CELLAR}/jq/1.7.1/INSTALL_RECEIPT.json`, true],
  [`${CELLAR}/jq/1.7.1/.brew/jq.rb`, true],
  ["opt/homebrew/Cellar/python@3.12/3.12.7/INSTALL_RECEIPT.json", true],
  ["usr/local/Cellar/jq/1.7.1/INSTALL_RECEIPT.json", true],
  [`${CELLAR}/jq/1.7.1/bin/jq`, false],
  [`${CELLAR}/jq/1.7.1/share/INSTALL_RECEIPT.json`, false],
  ["srv/Cellar/jq/1.7.1/INSTALL_RECEIPT.json", false],
])("homebrew wants %s: %s", (path, wanted) => {
  expect(homebrew.wants(path, NO_FACTS)).toBe(wanted);
});
