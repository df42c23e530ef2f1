import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { type CatalogedPackage, NO_FACTS } from "./cataloger.ts";
import { python } from "./python.ts";

test.each([
  ["usr/lib/python3/dist-packages/urllib3-1.26.5.egg-info/PKG-INFO", true],
  ["opt/venv/lib/python3.9/site-packages/Django-2.2.dist-info/METADATA", true],
  ["usr/lib/python3/dist-packages/PyYAML-5.3.1.egg-info", true],
  ["usr/lib/python2.7/site-packages/a-1.0-py2.7.egg/EGG-INFO/PKG-INFO", true],
  ["EGG-INFO/PKG-INFO", true],
  ["site-packages/a.dist-info/RECORD", true],
  ["site-packages/a.dist-info/INSTALLER", true],
  ["site-packages/a.dist-info/direct_url.json", true],
  ["site-packages/a.egg-info/requires.txt", true],
  ["site-packages/a.egg-link", true],
  ["usr/lib/python2.7/dist-packages/a-1-py2.7.egg", true],
  ["site-packages/tests.dist-info/METADATA", true],
  ["site-packages/pkg_resources/tests/data/a/a-1.0-py3.7.egg/EGG-INFO/PKG-INFO", false],
  ["src/tests/a.egg-info/PKG-INFO", true],
  ["usr/share/doc/python3-flask/examples/flaskr.egg-info/PKG-INFO", false],
  ["usr/share/app/doc/a.egg-info/PKG-INFO", true],
  ["src/a.egg", false],
  ["src/requires.txt", false],
  ["src/RECORD", false],
  ["a.dist-info/WHEEL", false],
  ["a.egg-info/SOURCES.txt", false],
  ["src/METADATA", false],
  ["src/PKG-INFO", false],
  ["etc/.egg-info", false],
])("python wants %s: %s", (path, wanted) => {
  expect(python.wants(path, { ...NO_FACTS, sizeBytes: 1 })).toBe(wanted);
});

const PATH = "venv/lib/python3.9/site-packages/x.dist-info/METADATA";

describe("python reads", () => {
  const rows: { title: string; text: string; expected: object }[] = [
    {
      title: "a package",
      text: "Metadata-Version: 2.1\nName: Django\nVersion: 2.2.28\nSummary: A framework\nAuthor: DSF\nHome-page: https://example.org\nLicense: BSD\n\nbody: not a header\n",
      expected: {
        purl: "pkg:pypi/django@2.2.28",
        name: "Django",
        author: "DSF",
        description: "A framework",
        homepage: "https://example.org",
        licenses: ["BSD"],
      },
    },
    {
      title: "a name that PyPI writes otherwise",
      text: "Name: zope.interface_x\nVersion: 1\n",
      expected: { purl: "pkg:pypi/zope-interface-x@1", name: "zope.interface_x" },
    },
    {
      title: "an SPDX expression before all else",
      text: "Name: a\nVersion: 1\nLicense-Expression: MIT OR Apache-2.0\nLicense: MIT\n",
      expected: { licenses: ["MIT OR Apache-2.0"] },
    },
    {
      title: "classifiers where the licence is its whole text",
      text: `Name: a\nVersion: 1\nLicense: Copyright me\n        ${"x".repeat(200)}\nClassifier: License :: OSI Approved :: MIT License\nClassifier: Topic :: X\n`,
      expected: { licenses: ["MIT License"] },
    },
    {
      title: "a name and its address as one author",
      text: "Name: a\nVersion: 1\nAuthor: N N\nAuthor-email: n@example.org\n",
      expected: { author: "N N <n@example.org>" },
    },
    {
      title: "addresses that have names",
      text: "Name: a\nVersion: 1\nAuthor-email: N N <n@example.org>, M <m@example.org>\nMaintainer: X\n",
      expected: { author: "N N <n@example.org>, M <m@example.org>" },
    },
    {
      title: "the maintainer where no author is",
      text: "Name: a\nVersion: 1\nMaintainer: N\nMaintainer-email: n@example.org\n",
      expected: { author: "N <n@example.org>" },
    },
    {
      title: "a homepage by its label",
      text: "Name: a\nVersion: 1\nProject-URL: Source Code, https://example.org/git\nProject-URL: Home-Page, https://example.org\nRequires-Python: >=3.8\nLicense-File: LICENSE\nLicense-File: NOTICE\n",
      expected: {
        homepage: "https://example.org",
        properties: {
          "python:requires-python": ">=3.8",
          "python:license-file": "LICENSE, NOTICE",
          "python:repository": "https://example.org/git",
        },
      },
    },
    {
      title: "classifiers where the licence says less",
      text: "Name: a\nVersion: 1\nLicense: LGPL\nClassifier: License :: OSI Approved\nClassifier: License :: OSI Approved :: GNU Lesser General Public License v2 or later (LGPLv2+)\n",
      expected: { licenses: ["GNU Lesser General Public License v2 or later (LGPLv2+)"] },
    },
    {
      title: "a vague licence where there are no classifiers",
      text: "Name: a\nVersion: 1\nLicense: LGPL\n",
      expected: { licenses: ["LGPL"] },
    },
    {
      title: "the title of a whole text, which says more than classifiers, and what comes behind its empty lines",
      text: "Name: a\nVersion: 1\nLicense: BSD 3-Clause License\n        \n        Redistribution and use in source and binary forms, with or without modification, are permitted\nClassifier: License :: OSI Approved :: BSD License\nSummary: It is behind\n",
      expected: { licenses: ["BSD-3-Clause"], description: "It is behind" },
    },
    {
      title: "the beginning of a whole text where there are no classifiers",
      text: `Name: a\nVersion: 1\nLicense: MIT License\n        ${"x".repeat(2000)}\n`,
      expected: { licenses: [`MIT License\n${"x".repeat(988)}`] },
    },
    {
      title: "nothing where a field says that it is unknown",
      text: "Name: a\nVersion: 1\nLicense: UNKNOWN\nAuthor: UNKNOWN\nAuthor-email: a@example.org\n",
      expected: { licenses: [], author: "a@example.org" },
    },
    { title: "lines that end as on DOS", text: "Name: a\r\nVersion: 1\r\n\r\n", expected: { purl: "pkg:pypi/a@1" } },
  ];
  test.each(rows)("$title", ({ text, expected }) => {
    const { packages, problems } = catalogFiles(python, [{ [PATH]: text }]);
    expect(packages).toEqual([expect.objectContaining(expected)]);
    expect(problems).toEqual([]);
  });

  test.each([
    ["Version: 1\n", /has no Name/],
    ["Name: a\n", /has no Version/],
    ["", /has no Name/],
  ])("%j as a problem", (text, message) => {
    const { packages, problems } = catalogFiles(python, [{ [PATH]: text }]);
    expect(packages).toEqual([]);
    expect(problems).toEqual([{ code: "FILE_MALFORMED", path: PATH, message: expect.stringMatching(message) }]);
  });
});

const SITE = "venv/lib/python3.11/site-packages";

/** The records of an environment: the first word of a folder's name and what METADATA says besides. */
function wheel(name: string, more = "", files: Readonly<Record<string, string>> = {}, site = SITE) {
  const folder = `${site}/${name}-1.dist-info`;
  const beside = Object.entries(files).map(([file, text]) => [`${folder}/${file}`, text]);
  return { [`${folder}/METADATA`]: `Name: ${name}\nVersion: 1\n${more}`, ...Object.fromEntries(beside) };
}

function factsOf<Fact extends keyof CatalogedPackage>(
  files: Readonly<Record<string, string | Uint8Array>>,
  fact: Fact,
): Record<string, CatalogedPackage[Fact]> {
  const { packages, problems } = catalogFiles(python, [files]);
  expect(problems).toEqual([]);
  return Object.fromEntries(packages.map((pkg) => [pkg.name, pkg[fact]]));
}

describe("a package of Python depends on", () => {
  test.each([
    ["what it requires, in any spelling", "Requires-Dist: B_b>=1\n", ["b-b"]],
    ["nothing that only an extra requires", "Requires-Dist: b.b ; extra == 'x'\nProvides-Extra: x\n", []],
    ["what Linux requires", 'Requires-Dist: b.b (>1) ; sys_platform != "win32"\n', ["b-b"]],
    ["nothing that Windows requires", 'Requires-Dist: b.b>1;platform_system=="Windows"\n', []],
    ["what its Python requires", "Requires-Dist: b.b ; python_version >= '3.9'\n", ["b-b"]],
    ["nothing that an older Python requires", "Requires-Dist: b.b ; python_full_version < '3.11.0a7'\n", []],
    ["what cannot be told, where it stands", "Requires-Dist: b.b ; platform_machine == 'x86_64'\n", ["b-b"]],
    ["nothing by a line that is no dependency", "Requires-Dist: b.b is needed\nRequires-Dist: [x]\n", []],
    ["nothing that is not there, nor itself", "Requires-Dist: c\nRequires-Dist: a\n", []],
  ])("%s", (_title, requires, names) => {
    const dependsOn = factsOf({ ...wheel("a", requires), ...wheel("B.B") }, "dependsOn");
    expect(dependsOn.a).toEqual(names.map((name) => `pkg:pypi/${name}@1`));
  });

  test("what its egg requires, by sections", () => {
    const files = {
      [`${SITE}/a.egg-info/PKG-INFO`]: "Name: a\nVersion: 1\n",
      [`${SITE}/a.egg-info/requires.txt`]: 'b>=1\n\n[x]\nc\n\n[:python_version<"3"]\nd\n\n[:os_name=="posix"]\ne\n',
      ...wheel("b"),
      ...wheel("c"),
      ...wheel("d"),
      ...wheel("e"),
    };
    expect(factsOf(files, "dependsOn").a).toEqual(["pkg:pypi/b@1", "pkg:pypi/e@1"]);
  });

  test.each([
    ["usr/local/lib/python3.11/dist-packages", "usr/lib/python3/dist-packages", true],
    ["usr/lib64/python3.9/site-packages", "usr/lib/python3.9/site-packages", true],
    ["usr/local/lib/python3.12/site-packages", "usr/lib/python3/dist-packages", false],
    ["usr/local/lib/python3.12/site-packages", "usr/local/lib/python3.11/site-packages", false],
    ["a/lib/python3.12/site-packages", "b/lib/python3.12/site-packages", false],
  ])("what its Python also sees: one in %s on one in %s: %s", (from, to, isSeen) => {
    const files = { ...wheel("a", "Requires-Dist: b\n", {}, from), ...wheel("b", "", {}, to) };
    expect(factsOf(files, "dependsOn").a).toEqual(isSeen ? ["pkg:pypi/b@1"] : []);
  });
});

describe("a package of Python is direct", () => {
  const pip = { INSTALLER: "pip\n" };
  const requested = { ...pip, REQUESTED: "" };

  test("where its installer says that it was asked for", () => {
    const files = {
      ...wheel("a", "Requires-Dist: b\n", requested),
      ...wheel("b", "", requested),
      ...wheel("c", "", pip),
    };
    expect(factsOf(files, "direct")).toEqual({ a: true, b: true, c: false });
  });

  test("where none needs it, if its installer marks all alike", () => {
    const uv = { INSTALLER: "uv", REQUESTED: "" };
    const files = {
      ...wheel("a", "Requires-Dist: b\n", uv),
      ...wheel("b", "", uv),
      ...wheel("c", "", pip),
      ...wheel("d", "Requires-Dist: c\nRequires-Dist: b\n", pip),
    };
    expect(factsOf(files, "direct")).toEqual({ a: true, b: false, c: false, d: true });
  });

  test("where none needs it, if the installer never says", () => {
    const files = { ...wheel("a", "Requires-Dist: b\n", pip), ...wheel("b", "", pip) };
    expect(factsOf(files, "direct")).toEqual({ a: true, b: false });
  });

  test("or not, which nothing tells, where a distribution installed it", () => {
    expect(factsOf({ ...wheel("a", "", { INSTALLER: "debian" }), ...wheel("b") }, "direct")).toEqual({});
  });

  test.each(["setuptools/_vendor", "pex/vendor/_vendored/attrs"])(
    "never, where another brings it along: %s",
    (where) => {
      const files = wheel("a", "", requested, `${SITE}/${where}`);
      expect(factsOf(files, "direct")).toEqual({ a: false });
      expect(factsOf(files, "properties").a).toEqual({ "python:installer": "pip", "python:bundled": "true" });
    },
  );
});

describe("beside the record stands", () => {
  test("what all files take", () => {
    const record = '"a,b.py",sha256=x,100\na/c.py,sha256=y,23\na-1.dist-info/RECORD,,\na/d.py,,1e9\n';
    expect(factsOf(wheel("a", "", { RECORD: record }), "installedSizeBytes").a).toBe(123);
  });

  test("where it came from", () => {
    const url = "https://example.org/a.git";
    const git = { url, vcs_info: { vcs: "git", commit_id: "abc" } };
    expect(factsOf(wheel("a", "", { "direct_url.json": JSON.stringify(git) }), "properties").a).toEqual({
      "python:direct-url": url,
      "python:vcs": "git",
      "python:commit": "abc",
    });
    const sha256 = "0".repeat(64);
    const archive = { url, archive_info: { hash: `sha256=${sha256}`, hashes: { sha256 } } };
    expect(factsOf(wheel("a", "", { "direct_url.json": JSON.stringify(archive) }), "checksums").a).toEqual([
      { algorithm: "sha256", value: sha256 },
    ]);
    const folder = { url: "file:///src/a", dir_info: { editable: true } };
    expect(factsOf(wheel("a", "", { "direct_url.json": JSON.stringify(folder) }), "properties").a).toEqual({
      "python:direct-url": "file:///src/a",
      "python:editable": "true",
    });
  });
});

test("a project that is used where it stands has the packages of who links to it", () => {
  const files = {
    [`${SITE}/a.egg-link`]: "/src/a\n.",
    "src/a/a.egg-info/PKG-INFO": "Name: a\nVersion: 1\n",
    "src/a/a.egg-info/requires.txt": "b\n",
    ...wheel("b"),
  };
  expect(factsOf(files, "dependsOn").a).toEqual(["pkg:pypi/b@1"]);
  expect(factsOf(files, "properties").a).toEqual({ "python:editable": "true" });
});

test("a packed egg is read", () => {
  const egg = zipSync({ "EGG-INFO/PKG-INFO": strToU8("Name: a\nVersion: 1\n"), "a.py": strToU8("1") });
  expect(factsOf({ [`${SITE}/a-1-py3.egg`]: egg }, "version")).toEqual({ a: "1" });
});

test.each([
  ["no archive", strToU8("PK\x03\x04")],
  ["no record", zipSync({ "a.py": strToU8("1") })],
])("an egg that is or has %s is a problem", (_title, egg) => {
  const { packages, problems } = catalogFiles(python, [{ [`${SITE}/a-1-py3.egg`]: egg }]);
  expect([packages.length, problems.map(({ code }) => code)]).toEqual([0, ["FILE_MALFORMED"]]);
});
