import { describe, expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { python } from "./python.ts";

test.each([
  ["usr/lib/python3/dist-packages/urllib3-1.26.5.egg-info/PKG-INFO", true],
  ["opt/venv/lib/python3.9/site-packages/Django-2.2.dist-info/METADATA", true],
  ["usr/lib/python3/dist-packages/PyYAML-5.3.1.egg-info", true],
  ["usr/lib/python2.7/site-packages/a-1.0-py2.7.egg/EGG-INFO/PKG-INFO", true],
  ["EGG-INFO/PKG-INFO", true],
  ["a.dist-info/RECORD", false],
  ["a.egg-info/SOURCES.txt", false],
  ["src/METADATA", false],
  ["src/PKG-INFO", false],
  ["etc/.egg-info", false],
])("python wants %s: %s", (path, wanted) => {
  expect(python.wants(path, NO_FACTS)).toBe(wanted);
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
