import { foldWords } from "./fold.ts";

/** As much of a text as its title and first words need. */
const BEGINNING = 1500;

/** Words within which a licence says what it is. */
const TITLE_WORDS = 30;

/**
 * How the texts of licences begin, in folded words: a title that stands near the beginning, and words of the text itself
 * that a mere mention of the title would not have.
 */
const BEGINNINGS: readonly (readonly [licence: string, title: string, words?: string])[] = [
  ["Apache-2.0", "apache 2 january 2004"],
  ["Apache-2.0", "licensed apache 2", "you may not use this file except in compliance with"],
  ["AGPL-3.0-only", "gnu affero general public 3 19 november 2007"],
  ["LGPL-3.0-only", "gnu lesser general public 3 29 june 2007"],
  ["LGPL-2.1-only", "gnu lesser general public 2.1 february 1999"],
  ["LGPL-2.0-only", "gnu library general public 2 june 1991"],
  ["GPL-3.0-only", "gnu general public 3 29 june 2007"],
  ["GPL-2.0-only", "gnu general public 2 june 1991"],
  ["GPL-1.0-only", "gnu general public 1 february 1989"],
  ["MPL-2.0", "mozilla public 2", "1 definitions"],
  ["MPL-1.1", "mozilla public 1.1", "1 definitions"],
  ["EPL-2.0", "eclipse public 2", "accompanying program is provided terms this eclipse public"],
  ["EPL-1.0", "eclipse public 1", "accompanying program is provided terms this eclipse public"],
  ["BSL-1.0", "boost software 1 august 17th 2003"],
  ["CC0-1.0", "cc 0 1 universal", "creative commons corporation is not a law firm"],
  ["Unlicense", "this is free and unencumbered software released into public domain"],
  ["WTFPL", "do what fuck you want to public"],
  ["MIT-0", "mit no attribution", "permission is hereby granted free of charge to any person obtaining a copy"],
  ["MIT", "mit", "permission is hereby granted free of charge to any person obtaining a copy"],
  ["ISC", "isc", "permission to use copy modify and or distribute this software for any purpose with or without fee"],
  ["ISC", "isc", "permission to use copy modify and distribute this software for any purpose with or without fee"],
  ["Zlib", "zlib", "this software is provided as is without any express or implied warranty"],
  ["BSD-3-Clause", "bsd 3 clause", "redistribution and use in source and binary forms"],
  ["BSD-2-Clause", "bsd 2 clause", "redistribution and use in source and binary forms"],
  ["PSF-2.0", "python software foundation 2", "1 this agreement is between python software foundation"],
];

/** A row of the table, folded: with a blank at both ends, so that whole words are compared. */
interface Beginning {
  readonly licence: string;
  readonly title: string;
  /** How many words of a text may hold the title: one of a single word may stand in any sentence. */
  readonly titleWords: number;
  readonly words?: string;
}

const spaced = (words: readonly string[]) => ` ${words.join(" ")} `;
const folded = (text: string) => spaced(foldWords(text));

let beginnings: readonly Beginning[] | undefined;

/** Folded when the first text is asked about, and not again for each. */
function foldedBeginnings(): readonly Beginning[] {
  beginnings ??= BEGINNINGS.map(([licence, title, words]) => ({
    licence,
    title: folded(title),
    titleWords: title.includes(" ") ? TITLE_WORDS : 2,
    ...(words !== undefined && { words: folded(words) }),
  }));
  return beginnings;
}

/** The licence whose text this is, where its title and first words leave no doubt. */
export function licenceOfText(text: string): string | undefined {
  const all = foldWords(text.slice(0, BEGINNING));
  const whole = spaced(all);
  const [begin, start] = [spaced(all.slice(0, TITLE_WORDS)), spaced(all.slice(0, 2))];
  return foldedBeginnings().find(
    ({ title, titleWords, words }) =>
      (titleWords === TITLE_WORDS ? begin : start).includes(title) && (words === undefined || whole.includes(words)),
  )?.licence;
}
