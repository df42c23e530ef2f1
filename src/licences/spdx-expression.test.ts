import fc from "fast-check";
import parse, { type Info } from "spdx-expression-parse";
import { describe, expect, test } from "vitest";
import { spdxExpressionOf } from "./spdx-expression.ts";

describe("one entry", () => {
  const rows: readonly (readonly [declared: string, expression: string])[] = [
    // Identifiers, in any capitals
    ["MIT", "MIT"],
    ["mit", "MIT"],
    ["apache-2.0", "Apache-2.0"],
    ["GPL-2.0", "GPL-2.0-only"],
    ["GPL-2.0+", "GPL-2.0-or-later"],
    ["GPL-2.0-or-later+", "GPL-2.0-or-later"],
    ["MPL-1.1+", "MPL-1.1+"],
    ["GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"],
    ["LicenseRef-Mine", "LicenseRef-Mine"],
    ["DocumentRef-a:LicenseRef-b", "DocumentRef-a:LicenseRef-b"],
    // Expressions: nothing is flattened
    ["MIT OR Apache-2.0", "MIT OR Apache-2.0"],
    ["(MIT OR CC0-1.0)", "MIT OR CC0-1.0"],
    ["((MIT))", "MIT"],
    ["BSD-3-Clause OR MIT AND Zlib", "BSD-3-Clause OR (MIT AND Zlib)"],
    ["mit and (apache-2.0 or gpl-2.0+)", "MIT AND (Apache-2.0 OR GPL-2.0-or-later)"],
    ["MIT OR (MIT OR ISC) OR ISC", "MIT OR ISC"],
    ["(MIT OR ISC) AND (MIT OR ISC)", "MIT OR ISC"],
    ["Apache-2.0 WITH LLVM-exception OR MIT", "Apache-2.0 WITH LLVM-exception OR MIT"],
    ["LicenseRef-Foo AND MIT", "LicenseRef-Foo AND MIT"],
    // Cargo's old slash
    ["MIT/Apache-2.0", "MIT OR Apache-2.0"],
    // Names
    ["The MIT License (MIT)", "MIT"],
    ["Expat", "MIT"],
    ["MIT/X11", "MIT"],
    ["Apache 2", "Apache-2.0"],
    ["Apache License, Version 2.0", "Apache-2.0"],
    ["The Apache Software License, Version 2.0", "Apache-2.0"],
    ["ASL 2.0", "Apache-2.0"],
    ["BSD 3-Clause", "BSD-3-Clause"],
    ["3-Clause BSD License", "BSD-3-Clause"],
    ["BSD License (3-clause)", "BSD-3-Clause"],
    ["BSD License (BSD-2-Clause)", "BSD-2-Clause"],
    ["BSD with advertising", "BSD-4-Clause"],
    ["zlib/libpng License", "Zlib"],
    ["Licensed under the MIT License", "MIT"],
    // GNU
    ["GPL", "GPL-1.0-or-later"],
    ["GPL+", "GPL-1.0-or-later"],
    ["GPL-2", "GPL-2.0-only"],
    ["GPLv2+", "GPL-2.0-or-later"],
    ["GPL2", "GPL-2.0-only"],
    ["GPL (>= 2)", "GPL-2.0-or-later"],
    ["LGPL", "LGPL-2.0-or-later"],
    ["LGPL-2.1 or later", "LGPL-2.1-or-later"],
    ["GPL version 2, or (at your option) any later version", "GPL-2.0-or-later"],
    ["GPL v3 (or newer)", "GPL-3.0-or-later"],
    ["AGPL-3+", "AGPL-3.0-or-later"],
    ["GFDL-NIV-1.3+", "GFDL-1.3-no-invariants-or-later"],
    ["GFDL-1.3+-no-invariant", "GFDL-1.3-no-invariants-or-later"],
    // Python's classifiers
    ["GNU General Public License v2 or later (GPLv2+)", "GPL-2.0-or-later"],
    ["GNU Lesser General Public License v3 (LGPLv3)", "LGPL-3.0-only"],
    ["GNU Library or Lesser General Public License (LGPL)", "LGPL-2.0-or-later"],
    ["GNU Affero General Public License v3 or later (AGPLv3+)", "AGPL-3.0-or-later"],
    ["Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"],
    ["Apache Software License", "Apache-2.0"],
    ["ISC License (ISCL)", "ISC"],
    ["Python Software Foundation License", "PSF-2.0"],
    ["BSD License", "LicenseRef-BSD"],
    // Debian's short names
    ["Artistic or GPL-1+", "Artistic-1.0-Perl OR GPL-1.0-or-later"],
    ["GPL-1+ or Artistic, and Expat", "(GPL-1.0-or-later OR Artistic-1.0-Perl) AND MIT"],
    ["GPL-2+ with Autoconf exception", "GPL-2.0-or-later WITH Autoconf-exception-2.0"],
    ["GPL-3+ with Autoconf exception", "GPL-3.0-or-later WITH Autoconf-exception-3.0"],
    ["GPL-3+ with Bison exception", "GPL-3.0-or-later WITH Bison-exception-2.2"],
    ["GPL-2 with Linux-syscall-note exception", "GPL-2.0-only WITH Linux-syscall-note"],
    ["GPL-3+-WITH-BISON-EXCEPTION or MIT", "GPL-3.0-or-later WITH Bison-exception-2.2 OR MIT"],
    ["GPL-2+-with-link-exception", "LicenseRef-GPL-2-with-link-exception-02e87566bbc9"],
    ["GPL-2+-libtool-exception", "GPL-2.0-or-later WITH Libtool-exception"],
    ["ISC and/or LGPL-2.1+", "ISC OR LGPL-2.1-or-later"],
    ["public-domain", "LicenseRef-public-domain"],
    ["BSD-3-clause~Intel or GPL-2", "BSD-3-Clause OR GPL-2.0-only"],
    // Fedora's
    ["GPLv2+ and BSD", "GPL-2.0-or-later AND LicenseRef-BSD"],
    ["(GPLv2+ or LGPLv3+) and GPLv3+", "(GPL-2.0-or-later OR LGPL-3.0-or-later) AND GPL-3.0-or-later"],
    ["MIT and (BSD or ASL 2.0)", "MIT AND (LicenseRef-BSD OR Apache-2.0)"],
    ["Public Domain", "LicenseRef-public-domain"],
    // Alpine's old lists, lists with commas
    ["MIT BSD GPL2+", "MIT AND LicenseRef-BSD AND GPL-2.0-or-later"],
    ["GPLv2+, LGPLv2+, MIT", "GPL-2.0-or-later AND LGPL-2.0-or-later AND MIT"],
    ["MIT, BSD-2-Clause or Apache 2", "MIT OR BSD-2-Clause OR Apache-2.0"],
    // R's, Perl's, Maven's
    ["MIT + file LICENSE", "MIT"],
    ["GPL-2 | GPL-3", "GPL-2.0-only OR GPL-3.0-only"],
    ["lgpl_2_1", "LGPL-2.1-only"],
    ["GNU GPL, version 2 (GPL2), with the classpath exception", "GPL-2.0-only WITH Classpath-exception-2.0"],
    ["perl_5", "Artistic-1.0-Perl OR GPL-1.0-or-later"],
    ["GPL2 w/ CPE", "GPL-2.0-only WITH Classpath-exception-2.0"],
    ["Eclipse Public License - v 2.0", "EPL-2.0"],
    ["CDDL/GPLv2+CE", "CDDL-1.0 OR GPL-2.0-only WITH Classpath-exception-2.0"],
    // Pages
    ["http://www.apache.org/licenses/LICENSE-2.0.txt", "Apache-2.0"],
    ["https://creativecommons.org/licenses/by-sa/4.0/", "CC-BY-SA-4.0"],
    ["https://opensource.org/licenses/MIT", "MIT"],
    ["MIT License (http://opensource.org/licenses/MIT)", "MIT"],
    // Another name than SPDX has
    ["UNLICENSED", "LicenseRef-UNLICENSED"],
    ["The Unlicense", "Unlicense"],
    ["GPL-1+ or Artistic, and REGCOMP", "(GPL-1.0-or-later OR Artistic-1.0-Perl) AND LicenseRef-REGCOMP"],
    ["HSIEH-BSD and TinySCHEME", "LicenseRef-HSIEH-BSD AND LicenseRef-TinySCHEME"],
  ];
  test.each(rows)("%s → %s", (declared, expression) => {
    expect(spdxExpressionOf([declared])).toBe(expression);
  });
});

test.each([
  [["MIT", "ISC"], "MIT AND ISC"],
  [["MIT OR ISC", "Zlib"], "(MIT OR ISC) AND Zlib"],
  [["MIT AND ISC", "Zlib", "mit"], "MIT AND ISC AND Zlib"],
  [["MIT", "The MIT License"], "MIT"],
  [["MIT", "UNKNOWN", ""], "MIT"],
  [["NOASSERTION"], undefined],
  [[], undefined],
])("entries hold together: %j", (declared, expression) => {
  expect(spdxExpressionOf(declared)).toBe(expression);
});

describe("what is no licence of the list has a name of its own", () => {
  test.each([
    "Free for personal use and evaluation",
    "SEE LICENSE IN LICENSE.md",
    "MIT License. See the file LICENSE for what it does not say",
    "GPLv2+ with exceptions",
    "MIT AND",
    "(MIT",
    "MIT)",
    "AND OR",
    "()",
    "+",
    "许可证",
    "https://example.com/license",
    "MIT OR Apache-2.0 OR you buy a licence of us and pay every month",
  ])("%s", (text) => {
    expect(spdxExpressionOf([text])).toMatch(/^LicenseRef-(?:[A-Za-z0-9.]+-)*[0-9a-f]{12}$/);
  });

  test("two texts never have one", () => {
    const texts = ["My License", "My-License", "My  License!", "my License", "My_License", "My.License"];
    const refs = texts.map((text) => spdxExpressionOf([text]));
    expect(new Set(refs).size).toBe(texts.length);
    // Nor can somebody take the name of another.
    expect(spdxExpressionOf([refs[0]?.slice("LicenseRef-".length) ?? ""])).not.toBe(refs[0]);
  });
});

describe("a whole text is known by its title and first words", () => {
  test.each([
    [
      "MIT",
      "MIT License\n\nCopyright (c) 2020 A B\n\nPermission is hereby granted, free of charge, to any person obtaining a copy\nof this software",
    ],
    [
      "Apache-2.0",
      `${" ".repeat(30)}Apache License\n  Version 2.0, January 2004\n http://www.apache.org/licenses/\n\n TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION 1. Definitions`,
    ],
    [
      "GPL-3.0-only",
      "GNU GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007\n\n Copyright (C) 2007 Free Software Foundation, Inc. Everyone is permitted to copy and distribute",
    ],
    [
      "BSD-3-Clause",
      "BSD 3-Clause License\n\nCopyright (c) 2020, A B\nAll rights reserved.\n\nRedistribution and use in source and binary forms, with or without modification, are permitted",
    ],
    [
      "Unlicense",
      "This is free and unencumbered software released into the public domain.\n\nAnyone is free to copy, modify, publish, use, compile, sell, or distribute this software",
    ],
  ])("%s", (licence, text) => {
    expect(spdxExpressionOf([text])).toBe(licence);
  });

  test("not by its words alone: others have them, too", () => {
    const json = `Copyright (c) 2002 JSON.org Permission is hereby granted, free of charge, to any person obtaining a copy of this
      software. The Software shall be used for Good, not Evil. MIT would not say this.`;
    expect(spdxExpressionOf([json])).toMatch(/^LicenseRef-/);
  });
});

/** Whether somebody may take a package who accepts these licences. */
function isAllowed(info: Info, accepted: ReadonlySet<string>): boolean {
  if ("conjunction" in info) {
    const [left, right] = [isAllowed(info.left, accepted), isAllowed(info.right, accepted)];
    return info.conjunction === "and" ? left && right : left || right;
  }
  return accepted.has(info.license + ("exception" in info ? ` WITH ${info.exception}` : ""));
}

const IDS = ["MIT", "Apache-2.0", "BSD-3-Clause", "GPL-2.0-or-later WITH Classpath-exception-2.0", "LicenseRef-Mine"];

const { expression } = fc.letrec<{ expression: string; joined: string }>((tie) => ({
  expression: fc.oneof({ maxDepth: 4 }, fc.constantFrom(...IDS), tie("joined")),
  joined: fc
    .tuple(fc.constantFrom("AND", "OR"), tie("expression"), tie("expression"), fc.boolean())
    .map(([join, a, b, inBrackets]) => (inBrackets ? `(${a}) ${join} (${b})` : `${a} ${join} ${b}`)),
}));

test("an expression means the same to a reader of SPDX before and after", () => {
  fc.assert(
    fc.property(expression, fc.subarray(IDS), (text, accepted) => {
      const before = isAllowed(parse(text), new Set(accepted));
      const after = isAllowed(parse(spdxExpressionOf([text]) ?? ""), new Set(accepted));
      expect(after).toBe(before);
    }),
  );
});

test("whatever is declared, the answer is an SPDX expression, and its own", () => {
  const pieces = fc.constantFrom(
    ..."MIT GPL 2 + v or later ( ) , / ; and with exception BSD Foo-1 \u00e9 https://a.b \n".split(" "),
  );
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.array(pieces, { maxLength: 30 }).map((all) => all.join(" ")),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), (declared) => {
      const answer = spdxExpressionOf(declared);
      if (answer === undefined) return;
      expect(() => parse(answer), answer).not.toThrow();
      expect(spdxExpressionOf([answer])).toBe(answer);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["brackets", "(".repeat(1_000_000)],
  ["operators", "MIT AND ".repeat(100_000)],
  ["alternatives", Array(200).fill("MIT OR ISC AND (Zlib").join(" ")],
  ["commas", ",license".repeat(240)],
  ["a long word", "a".repeat(1_000_000)],
  ["slashes", "/".repeat(1_000_000)],
  ["blanks", " ".repeat(1_000_000)],
])("a hostile text has an answer of bounded length: %s", (_name, text) => {
  expect((spdxExpressionOf([text]) ?? "").length).toBeLessThan(8000);
});
