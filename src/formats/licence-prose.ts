/** As much as a sentence needs behind the name of a licence to say which version it is. */
const GRANT = 250;

/** As much as a licence has words of its own. */
const WINDOW = 2500;

/** Of one kind in one file: nobody needs the hundredth repetition. */
const MOST_MENTIONS = 500;

/** Where Debian keeps texts that many packages refer to. */
const COMMON = new Set(
  "Apache-2.0 Artistic BSD CC0-1.0 GFDL GFDL-1.2 GFDL-1.3 GPL GPL-1 GPL-2 GPL-3 LGPL LGPL-2 LGPL-2.1 LGPL-3 MPL-1.1 MPL-2.0".split(
    " ",
  ),
);

/**
 * Licences by their own words, folded: the words that begin them, and what must or must not follow. Of those with the
 * same beginning the first stands.
 */
const WORDINGS: readonly {
  readonly name: string;
  readonly begins: string;
  readonly has?: string;
  readonly lacks?: string;
}[] = [
  { name: "OpenSSL", begins: "redistribution and use in source and binary forms", has: "openssl toolkit" },
  {
    name: "OpenSSL",
    begins: "redistribution and use in source and binary forms",
    has: "software written by eric young",
  },
  {
    name: "Sleepycat",
    begins: "redistribution and use in source and binary forms",
    has: "how to obtain complete source code",
  },
  {
    name: "BSD-4-clause",
    begins: "redistribution and use in source and binary forms",
    has: "all advertising materials mentioning features",
  },
  {
    name: "BSD-3-clause",
    begins: "redistribution and use in source and binary forms",
    has: "endorse or promote products",
  },
  {
    name: "BSD-2-clause",
    begins: "redistribution and use in source and binary forms",
    has: "redistributions in binary form must reproduce",
  },
  {
    name: "X11",
    begins: "permission is hereby granted free of charge to any person obtaining a copy",
    has: "shall not be used in advertising or otherwise to promote the sale",
  },
  {
    name: "Expat",
    begins: "permission is hereby granted free of charge to any person obtaining a copy",
    has: "the above copyright notice and this permission notice shall be included in all copies",
    lacks: "shall be used for good",
  },
  {
    name: "ISC",
    begins:
      "permission to use copy modify and or distribute this software for any purpose with or without fee is hereby granted",
    has: "notice appear in all copies",
  },
  {
    name: "ISC",
    begins:
      "permission to use copy modify and distribute this software for any purpose with or without fee is hereby granted",
    has: "notice appear in all copies",
  },
  {
    name: "HPND-sell-variant",
    begins: "permission to use copy modify distribute and sell this software and its documentation for any purpose",
    has: "copyright notice appear in all copies",
  },
  {
    name: "MIT-CMU",
    begins: "by obtaining using and or copying this software and or its associated documentation you agree",
    has: "any purpose and without fee is hereby granted",
  },
  {
    name: "TCL",
    begins: "hereby grant permission to use copy modify distribute and license this software and its documentation",
    has: "existing copyright notices are retained",
  },
  { name: "Info-ZIP", begins: "of the info-zip license" },
  { name: "Info-ZIP", begins: "of the info-zip copyright and license" },
  {
    name: "Zlib",
    begins: "permission is granted to anyone to use this software for any purpose",
    has: "altered source versions must be plainly marked",
  },
  { name: "Apache-2.0", begins: "licensed under the apache license version 2.0" },
  { name: "MPL-2.0", begins: "subject to the terms of the mozilla public license v. 2.0" },
  { name: "PSF-2", begins: "this license agreement is between the python software foundation" },
  { name: "public-domain", begins: "is in the public domain" },
  { name: "public-domain", begins: "are in the public domain" },
  { name: "public-domain", begins: "is public domain" },
  { name: "public-domain", begins: "placed in the public domain" },
  { name: "public-domain", begins: "released into the public domain" },
];

/**
 * What prose says of licences, by Debian's short names: where it grants a GNU licence ("either version 2 of the License, or
 * … any later version"), refers to a common text, has a licence's own words, or a line of its own for it
 * (`License: LGPLv2.1+`). What it says between them is not understood: all are told of.
 */
export function licencesInProse(text: string): string[] {
  const prose = proseOf(text);
  const grants = grantsIn(prose);
  const families = new Set(grants.map((name) => name.replace(/-.*/, "")));
  // Who grants a version refers to its text, or to that of the latest one.
  const references = commonTextsIn(text).filter((name) => !families.has(name.replace(/-.*/, "")));
  const all = [...grants, ...references, ...wordingsIn(prose), ...licenceLinesIn(text)];
  // `GPLv2+` and `GPL-2+` are one.
  const spelling = (name: string) => name.toLowerCase().replace(/v(?=\d)|[- ]/g, "");
  return [...new Map(all.toReversed().map((name) => [spelling(name), name])).values()].reverse();
}

/** In small letters, without the marks of comments, quotes and line ends. */
const proseOf = (text: string) =>
  text
    .toLowerCase()
    .replace(/[\s*#"'`;,:()/|>]+/g, " ")
    .replaceAll("licence", "license");

const FAMILIES: Readonly<Record<string, string>> = {
  "affero general public": "AGPL",
  "lesser general public": "LGPL",
  "lesser gnu general public": "LGPL",
  "library general public": "LGPL",
  "general public": "GPL",
  "free documentation": "GFDL",
};

/** `GPL-2+`, wherever the name of a GNU licence is followed by its version. */
function grantsIn(prose: string): string[] {
  const names = new Set<string>();
  const mention =
    /\b(affero general public|lesser general public|lesser gnu general public|library general public|general public|free documentation) license/g;
  let mentions = 0;
  for (const { 0: found, 1: family = "", index } of prose.matchAll(mention)) {
    if (++mentions > MOST_MENTIONS) break;
    const behind = prose.slice(index + found.length, index + found.length + GRANT);
    const version =
      /^ (?:[al]?gpl )?(?:as )?(?:published by the free software foundation )?(?:inc\. )?(?:under (?:the terms of )?)?(?:either )?(?:version|v) ?(\d(?:\.\d)?)(?![\d])/.exec(
        behind,
      );
    if (!version) continue;
    const [words, number = ""] = version;
    const rest = behind.slice(words.length);
    const isLater = /^(?:\+|[^.]{0,60}\b(?:any|or) (?:later|newer|above|greater)\b)/.test(rest);
    // Where to find the text of a version is not which one holds; what exceptions add to is no grant either.
    const isReference = /^[^.]{0,20}\b(?:can be found|text is|is (?:contained )?in)\b/.test(rest);
    if (!isLater && (isReference || prose.slice(Math.max(0, index - 30), index).endsWith("section 7 of the gnu ")))
      continue;
    names.add(`${FAMILIES[family]}-${number.replace(/\.0$/, "")}${isLater ? "+" : ""}`);
  }
  return [...names];
}

function commonTextsIn(text: string): string[] {
  const names = new Set<string>();
  for (const [, name = ""] of text.matchAll(/\/usr\/share\/common-licenses\/([A-Z][A-Za-z0-9.-]{0,20})/g)) {
    names.add(name.replace(/\.$/, ""));
  }
  return [...names].filter((name) => COMMON.has(name));
}

function wordingsIn(prose: string): string[] {
  const names = new Set<string>();
  for (const begins of new Set(WORDINGS.map((wording) => wording.begins))) {
    let mentions = 0;
    for (let at = prose.indexOf(begins); at >= 0; at = prose.indexOf(begins, at + begins.length)) {
      if (++mentions > MOST_MENTIONS) break;
      const next = prose.indexOf(begins, at + begins.length);
      const words = prose.slice(at, Math.min(at + WINDOW, next < 0 ? prose.length : next));
      const wording = WORDINGS.find(
        (one) =>
          one.begins === begins &&
          words.includes(one.has ?? "") &&
          !(one.lacks !== undefined && words.includes(one.lacks)),
      );
      if (wording) names.add(wording.name);
    }
  }
  return [...names];
}

/** `License: LGPLv2.1+`, `License (library): GPL`: one word, as names are. */
function licenceLinesIn(text: string): string[] {
  const names: string[] = [];
  for (const [, name = ""] of text.matchAll(
    /^[ \t]{0,8}licen[cs]e[ \t]{0,8}(?:\([^()\n]{0,40}\))?:[ \t]{0,20}(\S{2,40})[ \t\r]*$/gim,
  )) {
    if (/[a-z]/i.test(name) && !/[:/,;]/.test(name)) names.push(name.replace(/\.$/, "").replaceAll("_", " "));
  }
  return names.slice(0, MOST_MENTIONS);
}
