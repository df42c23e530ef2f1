import { expect, test } from "vitest";
import { licencesInProse } from "./licence-prose.ts";

const grant = (family: string, version: string) =>
  `This program is free software; you can redistribute it and/or modify
   it under the terms of the GNU ${family} License as published by
   the Free Software Foundation; ${version}.

   This program is distributed in the hope that it will be useful; see the
   GNU ${family} License for more details.`;

const LATER = "either version 2 of the License, or\n * (at your option) any later version";

test.each<[string, string, string[]]>([
  ["a version or later", grant("General Public", LATER), ["GPL-2+"]],
  ["one version", grant("General Public", "version 2 dated June, 1991"), ["GPL-2"]],
  ["the lesser one", grant("Lesser General Public", LATER.replace("2", "2.1")), ["LGPL-2.1+"]],
  ["its old name", grant("Library General Public", LATER), ["LGPL-2+"]],
  [
    "a version in brackets",
    "GNU Lesser General Public License, version 2.1 (or, at your option, any later version)",
    ["LGPL-2.1+"],
  ],
  ["documentation", "the GNU Free Documentation License, Version 1.3 or any later version published", ["GFDL-1.3+"]],
  ["version 3+", "licenced under the GNU General Public License version 3+. The rest", ["GPL-3+"]],
  ["a reference", "found in `/usr/share/common-licenses/GPL-2'.", ["GPL-2"]],
  ["a reference without a version", "see /usr/share/common-licenses/LGPL.", ["LGPL"]],
  [
    "no reference beside what is granted",
    `${grant("General Public", LATER)}\nsee /usr/share/common-licenses/GPL-3`,
    ["GPL-2+"],
  ],
  [
    "another reference beside it",
    `${grant("General Public", LATER)}\nsee /usr/share/common-licenses/Artistic`,
    ["GPL-2+", "Artistic"],
  ],
  ["no text that is not there", "see /usr/share/common-licenses/MINE and /usr/share/common-licenses/", []],
  ["where a text is found is no grant", "The GNU General Public License v2 text is contained in /usr/x", []],
  [
    "a line of its own",
    "License: GPLv2+\nLicense (library): LGPLv3+_or_GPLv2+\nLicense:\n",
    ["GPLv2+", "LGPLv3+ or GPLv2+"],
  ],
  ["one name for two spellings", `License: GPLv2+\n\n${grant("General Public", LATER)}`, ["GPL-2+"]],
  ["no sentence behind License", "License: see the file COPYING\n", []],
  ["public domain", "This library is in the public domain.", ["public-domain"]],
  ["not what is not public domain", "This is not in the public domain.", []],
  [
    "a BSD licence of three clauses",
    "Redistribution and use in source and binary forms … Redistributions in binary form must reproduce … used to endorse or promote products",
    ["BSD-3-clause"],
  ],
  [
    "each of two BSD licences",
    `Redistribution and use in source and binary forms … Redistributions in binary form must reproduce
     # Redistribution and use in source and binary forms … All advertising materials mentioning features`,
    ["BSD-2-clause", "BSD-4-clause"],
  ],
  [
    "Expat's words",
    `/* Permission is hereby granted, free of charge, to any person obtaining a copy
      * The above copyright notice and this permission notice shall be included in all copies */`,
    ["Expat"],
  ],
  [
    "not those of JSON",
    `Permission is hereby granted, free of charge, to any person obtaining a copy
     The above copyright notice and this permission notice shall be included in all copies
     The Software shall be used for Good, not Evil.`,
    [],
  ],
  [
    "Pillow's words",
    `By obtaining, using, and/or copying this software and/or its associated documentation, you agree that you have
     read … Permission to use … for any purpose and without fee is hereby granted, provided`,
    ["MIT-CMU"],
  ],
  [
    "one of two GNU licences",
    `under the terms of either:
  * the GNU Lesser General Public License as published by the Free Software Foundation; either version 3 of the
    License, or (at your option) any later version.
 or
  * the GNU General Public License as published by the Free Software Foundation; either version 2 of the License, or
    (at your option) any later version.
 or both in parallel, as here. See /usr/share/common-licenses/GPL-2.`,
    ["LGPL-3+ or GPL-2+"],
  ],
  [
    "one of two in one sentence",
    "the GNU Lesser General Public License, version 2.1 or the GNU General Public License, version 2.",
    ["LGPL-2.1 or GPL-2"],
  ],
  [
    "two of different parts",
    `The library is under the GNU Lesser General Public License, version 2.1. The tools are under the GNU General Public
     License, version 2.`,
    ["LGPL-2.1", "GPL-2"],
  ],
  [
    "two of which both hold",
    "the GNU Lesser General Public License, version 2.1 and the GNU General Public License, version 2.",
    ["LGPL-2.1", "GPL-2"],
  ],
  [
    "Perl's terms",
    `under the terms of either:
   a) the GNU General Public License as published by the Free Software Foundation; either version 1, or (at your
      option) any later version, or
   b) the "Artistic License" which comes with Perl.
   See /usr/share/common-licenses/GPL-1 and /usr/share/common-licenses/Artistic`,
    ["GPL-1+ or Artistic"],
  ],
  [
    "Perl's terms the other way round",
    "the terms of the Artistic License, or the GNU General Public License version 1 or any later version.",
    ["Artistic or GPL-1+"],
  ],
  [
    "Perl's terms by their name",
    "you can redistribute it under the same terms as Perl itself.",
    ["Artistic or GPL-1+"],
  ],
  [
    "BSD or GPL, as Linux-PAM has it",
    `Redistribution and use in source and binary forms … used to endorse or promote products
     ALTERNATIVELY, this product may be distributed under the terms of the GNU General Public License, in which case the
     provisions of the GNU GPL are required INSTEAD OF the above restrictions. See /usr/share/common-licenses/GPL.`,
    ["BSD-3-clause or GPL"],
  ],
  [
    "BSD or a version of GPL",
    `Redistribution and use in source and binary forms … used to endorse or promote products
     Alternatively, this software may be distributed under the terms of the GNU General Public License ("GPL") version 2
     as published by the Free Software Foundation.`,
    ["BSD-3-clause or GPL-2"],
  ],
  ["nothing where there is nothing", "Copyright 2020 A B", []],
])("prose tells of %s", (_title, prose, licences) => {
  expect(licencesInProse(prose)).toEqual(licences);
});

test.each([
  ["mentions", "general public license version ".repeat(30_000)],
  ["wordings", "redistribution and use in source and binary forms ".repeat(20_000)],
  ["licence lines", "License: a\n".repeat(90_000)],
  ["blanks", `License${" ".repeat(1_000_000)}`],
  ["section 7", "section 7 of the gnu general public license version 3 ".repeat(18_000)],
])("a megabyte of %s is read, and gives little", (_title, prose) => {
  expect(licencesInProse(prose).length).toBeLessThan(10);
});
