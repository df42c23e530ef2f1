import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { scanLayers } from "../../test/support/scan-layers.ts";
import { type ZipEntryFixture, zipOf } from "../../test/support/zip.ts";
import { pythonZipapp } from "./python-zipapp.ts";

test.each([
  ["app/tool.pyz", true, true],
  ["app/tool.pyzw", false, true],
  ["app/tool.pex", false, true],
  ["app/PEX-INFO", false, true],
  ["app/.deps/a-1-py3-none-any.whl", false, true],
  ["usr/local/bin/tool", true, true],
  ["usr/local/bin/tool", false, false],
  ["app/tool.sh", true, false],
  ["root/a-1-py3-none-any.whl", false, false],
])("python-zipapp wants %s, executable %s: %s", (path, isExecutable, wanted) => {
  expect(pythonZipapp.wants(path, { sizeBytes: 1000, isExecutable })).toBe(wanted);
});

test.each([
  ["an archive", "PK\x03\x04", true],
  ["an archive behind a line for the system", "#!/usr/bin/env python3\nPK\x03\x04", true],
  ["pex behind a script", '#!/bin/sh\nPEX_ROOT="x"', true],
  ["the description of a pex", '{"requirements": []}', true],
  ["a script", "#!/bin/sh\nexit 0\n", false],
  ["a program", "\x7fELF", false],
  ["nothing", "", false],
])("python-zipapp by its first bytes: %s", (_title, head, wanted) => {
  expect(pythonZipapp.sniff?.(Buffer.from(head, "latin1"))).toBe(wanted);
});

const file = (name: string, content = ""): ZipEntryFixture => ({ name, content });

function record(folder: string, name: string, more = "", isRequested = false): ZipEntryFixture[] {
  const at = `${folder}${name}-1.dist-info`;
  return [
    file(`${at}/METADATA`, `Name: ${name}\nVersion: 1\nSummary: It is ${name}\n${more}`),
    file(`${at}/RECORD`, `${name}.py,sha256=x,100\n`),
    ...(isRequested ? [file(`${at}/REQUESTED`)] : []),
  ];
}

const python = Buffer.from("#!/usr/bin/env python3\n");
const zipapp = (...entries: ZipEntryFixture[]) => Buffer.concat([python, zipOf(entries)]);

const rowsOf = (files: Readonly<Record<string, string | Uint8Array>>) => {
  const { packages, problems } = catalogFiles(pythonZipapp, [files]);
  return {
    rows: packages.map(({ name, direct, dependsOn = [], locations }) => [
      name,
      direct,
      ...dependsOn,
      ...locations.map(({ path }) => path),
    ]),
    packages,
    problems: problems.map(({ code, message }) => `${code} ${message}`),
  };
};

describe("packages in an archive that can be run:", () => {
  test("of shiv, which keeps what pip wrote", () => {
    const site = "site-packages/";
    const pip = (name: string) => file(`${site}${name}-1.dist-info/INSTALLER`, "pip\n");
    const app = zipapp(
      ...record(site, "a", "Requires-Dist: b\n", true),
      pip("a"),
      ...record(site, "b"),
      pip("b"),
      file("environment.json", "{}"),
    );
    const { rows, packages, problems } = rowsOf({ "app/x.pyz": app });
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      ["a", true, "pkg:pypi/b@1", "app/x.pyz"],
      ["b", false, "app/x.pyz"],
    ]);
    expect(packages[0]).toMatchObject({
      description: "It is a",
      installedSizeBytes: 100,
      properties: {
        "python:installer": "pip",
        "python:virtual-path": "app/x.pyz/site-packages/a-1.dist-info/METADATA",
      },
    });
  });

  test("of pex, each in a folder of its own, by what it was made of", () => {
    const app = zipapp(
      file("PEX-INFO", '{"requirements": ["A[x]==1", 7]}'),
      ...record(".deps/a-1-py3-none-any.whl/", "a", "Requires-Dist: b\n"),
      ...record(".deps/b-1-py3-none-any.whl/", "b"),
      ...record(".bootstrap/pex/vendor/", "attrs"),
    );
    expect(rowsOf({ "usr/local/bin/x": app })).toMatchObject({
      rows: [
        ["a", true, "pkg:pypi/b@1", "usr/local/bin/x"],
        ["b", false, "usr/local/bin/x"],
      ],
      problems: [],
    });
  });

  test("of pex that lies unpacked with packed packages", () => {
    const files = {
      "app/PEX-INFO": '{"requirements": ["a"]}',
      "app/.deps/a-1-py3-none-any.whl": zipOf(record("", "a", "Requires-Dist: b\n")),
      "app/.deps/b-1-py3-none-any.whl": zipOf(record("", "b")),
    };
    expect(rowsOf(files).rows).toEqual([
      ["a", true, "pkg:pypi/b@1", "app/.deps/a-1-py3-none-any.whl"],
      ["b", false, "app/.deps/b-1-py3-none-any.whl"],
    ]);
  });

  test("nothing of another archive's", () => {
    const files = {
      "app/a.pyz": zipapp(...record("", "a", "Requires-Dist: b\n")),
      "app/b.pyz": zipapp(...record("", "b")),
    };
    expect(rowsOf(files).rows).toEqual([
      ["a", undefined, "app/a.pyz"],
      ["b", undefined, "app/b.pyz"],
    ]);
  });

  test.each([
    ["no archive", "#!/usr/bin/python3\nPK\x03\x04", /^FILE_MALFORMED app\/x\.pyz: is not a zip/],
    [
      "a record without a name",
      zipapp(file("a-1.dist-info/METADATA", "Version: 1\n")),
      /a-1\.dist-info\/METADATA: has no Name$/,
    ],
    [
      "a description that is no JSON",
      zipapp(file("PEX-INFO", "{")),
      /^FILE_MALFORMED app\/x\.pyz:PEX-INFO: is not JSON$/,
    ],
    [
      "a record that unpacks to more than it says",
      zipapp({ name: "a-1.dist-info/METADATA", content: "x".repeat(1000), uncompressedSize: 10 }),
      /^LIMIT_EXCEEDED .*: unpacks to more than 11 bytes$/,
    ],
    [
      "a record that says it is huge",
      zipapp({ name: "a-1.dist-info/METADATA", content: "x", uncompressedSize: 1e9 }),
      /^LIMIT_EXCEEDED .*a-1\.dist-info\/METADATA/,
    ],
  ])("a problem where it is or has %s", (_title, content, problem) => {
    const { packages, problems } = rowsOf({ "app/x.pyz": content });
    expect(packages).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  test("no problem of a program that is another archive, or a damaged one", () => {
    const files = {
      "bin/x": zipOf([file("a.class")]),
      "bin/y": Buffer.from(`#!/bin/sh\nPK\x03\x04${"x".repeat(1000)}`),
    };
    expect(rowsOf(files)).toMatchObject({ packages: [], problems: [] });
  });
});

test("a program of an image is found by its first bytes", async () => {
  const content = zipapp(...record("", "a"), { ...file("filler", "x".repeat(1000)), stored: true });
  const entries = [{ path: "usr/bin/tool", content, mode: 0o755 }];
  const { packages } = await scanLayers([{ entries }]);
  expect(packages.map(({ purl }) => purl)).toEqual(["pkg:pypi/a@1"]);
});
