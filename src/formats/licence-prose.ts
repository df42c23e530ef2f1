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
 * (`License: LGPLv2.1+`). Where it says in so many words that one of two may be chosen, they are one name (`A or B`);
 * what else it says between them is not understood: all are told of.
 */
export function licencesInProse(text: string): string[] {
  const prose = proseOf(text);
  const named = [...grantsIn(prose), ...perlIn(prose)];
  const worded = wordingsIn(prose);
  const families = new Set([...named, ...worded].flatMap((name) => name.split(" or ").map(familyOf)));
  // Who grants a version refers to its text, or to that of the latest one.
  const references = commonTextsIn(text).filter((name) => !families.has(familyOf(name)));
  const all = [...named, ...references, ...worded, ...licenceLinesIn(text)];
  // `GPLv2+` and `GPL-2+` are one.
  const spelling = (name: string) => name.toLowerCase().replace(/v(?=\d)|[- ]/g, "");
  return [...new Map(all.toReversed().map((name) => [spelling(name), name])).values()].reverse();
}

const familyOf = (name: string) => name.replace(/-.*/, "");

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

interface Grant {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** `GPL-2+`, wherever the name of a GNU licence is followed by its version. */
function grantsIn(prose: string): string[] {
  const grants: Grant[] = [];
  const mention =
    /\b(affero general public|lesser general public|lesser gnu general public|library general public|general public|free documentation) license/g;
  let mentions = 0;
  for (const { 0: found, 1: family = "", index } of prose.matchAll(mention)) {
    if (++mentions > MOST_MENTIONS) break;
    const version = versionBehind(prose, index + found.length);
    if (!version || isAlternative(prose, index)) continue;
    const { number, isLater, end } = version;
    const rest = prose.slice(end, end + GRANT);
    // Where to find the text of a version is not which one holds; what exceptions add to is no grant either.
    const isReference = /^[^.]{0,20}\b(?:can be found|text is|is (?:contained )?in)\b/.test(rest);
    if (!isLater && (isReference || prose.slice(Math.max(0, index - 30), index).endsWith("section 7 of the gnu ")))
      continue;
    grants.push({ name: `${FAMILIES[family]}-${number}${isLater ? "+" : ""}`, start: index, end });
  }
  return choicesOf(prose, grants);
}

/** The version that stands behind the name of a GNU licence, and where its words end. */
function versionBehind(prose: string, start: number) {
  const behind = prose.slice(start, start + GRANT);
  const version =
    /^ (?:[al]?gpl )?(?:as )?(?:published by the free software foundation )?(?:inc\. )?(?:under (?:the terms of )?)?(?:either )?(?:version|v) ?(\d(?:\.\d)?)(?![\d])/.exec(
      behind,
    );
  if (!version) return undefined;
  const [words, number = ""] = version;
  const later = /^(?:\+|[^.]{0,60}\b(?:any|or) (?:later|newer|above|greater)\b)/.exec(behind.slice(words.length))?.[0];
  const end = start + words.length + (later?.length ?? 0);
  return { number: number.replace(/\.0$/, ""), isLater: later !== undefined, end };
}

/** Nothing stands between two licences but that the other may be taken. */
const OR =
  "^(?: of the license)?(?: version)?(?: as published by the free software foundation)?[ .]{0,4}(?<![a-z])or (?:- )?";
const OR_GNU = new RegExp(`${OR}(?:at your option )?(?:[a-d] )?(?:under )?(?:the terms of )?(?:the )?(?:gnu )?$`);
const OR_ARTISTIC = new RegExp(`${OR}(?:[a-d] )?(?:under )?(?:the terms of )?(?:the )?(?:perl )?artistic license`);
const ARTISTIC_OR = /artistic license[ .]{0,4}or (?:- )?(?:[a-d] )?(?:under )?(?:the terms of )?(?:the )?(?:gnu )?$/;

/** Names of grants; those of which one may be chosen as one. */
function choicesOf(prose: string, grants: readonly Grant[]): string[] {
  const names = new Set<string>();
  for (let i = 0; i < grants.length; i++) {
    const chosen: string[] = [];
    const first = grants[i] as Grant;
    if (ARTISTIC_OR.test(prose.slice(Math.max(0, first.start - 80), first.start))) chosen.push("Artistic");
    chosen.push(first.name);
    let last = first;
    for (let next = grants[i + 1]; next && isChoice(prose, last, next); next = grants[i + 1]) {
      chosen.push(next.name);
      last = next;
      i++;
    }
    if (OR_ARTISTIC.test(prose.slice(last.end, last.end + 120))) chosen.push("Artistic");
    names.add([...new Set(chosen)].join(" or "));
  }
  return [...names];
}

const isChoice = (prose: string, { end }: Grant, { start }: Grant) =>
  start - end < 120 && OR_GNU.test(prose.slice(end, start));

/** Perl's own terms are a choice of two. Source: https://dev.perl.org/licenses/ */
function perlIn(prose: string): string[] {
  return /\bunder the same terms as (?:the )?perl(?: ?5)?(?: programming language)?(?: system)?(?: itself)?\b/.test(
    prose,
  )
    ? ["Artistic or GPL-1+"]
    : [];
}

/** What follows the terms of BSD in Linux-PAM and in drivers: the GNU licence may be taken in their stead. */
const ALTERNATIVE =
  /\balternatively (?:provided that this notice is retained in full )?this (?:product|software|program|package|library|file|code) may be (?:distributed|used) under the terms of the gnu general public license/;

const ENDS_AS_ALTERNATIVE = new RegExp(`${ALTERNATIVE.source}$`);

function isAlternative(prose: string, index: number): boolean {
  const around = prose.slice(Math.max(0, index - 160), index + "general public license".length);
  return ENDS_AS_ALTERNATIVE.test(around);
}

/** A licence by its words, or the GNU licence in its stead where that is said behind them. */
function withAlternative(name: string, words: string): string {
  const found = ALTERNATIVE.exec(words);
  if (!found) return name;
  const version = versionBehind(words, found.index + found[0].length);
  return `${name} or GPL${version ? `-${version.number}${version.isLater ? "+" : ""}` : ""}`;
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
      if (wording) names.add(withAlternative(wording.name, words));
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
