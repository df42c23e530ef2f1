import { KnownError } from "../model/errors.ts";
import type { VersionOrder } from "./version-order.ts";

/**
 * The order of Debian and Ubuntu packages: epoch, then upstream version, then revision.
 *
 * Accepts what `dpkg --compare-versions` compares, also where dpkg only warns (an upstream version that begins
 * with a letter, a `_`): such versions are installed in the wild. Stricter than dpkg in three points:
 * the empty version, a signed epoch (`+1:1`) and characters outside printable ASCII are not versions.
 *
 * Source: deb-version(7), and `parseversion` and `dpkg_version_compare` of dpkg, whose answers it was compared with.
 */
export const deb: VersionOrder = {
  name: "deb",
  describes: "Debian and Ubuntu packages",
  specification: "https://manpages.debian.org/deb-version.7",

  isValid: (version) => parse(version) !== undefined,

  compare(a, b) {
    const left = parse(a) ?? refuse(a);
    const right = parse(b) ?? refuse(b);
    return (
      left.epoch - right.epoch ||
      compareParts(a, left.upstream, left.upstreamEnd, b, right.upstream, right.upstreamEnd) ||
      // A missing revision is an empty one, and that equals `0`.
      compareParts(a, left.revision, left.end, b, right.revision, right.end)
    );
  },
};

/** Where the parts of a version stand in its text; offsets spare a copy of every part. */
interface Parts {
  readonly epoch: number;
  readonly upstream: number;
  readonly upstreamEnd: number;
  readonly revision: number;
  readonly end: number;
}

const MAX_EPOCH = 2 ** 31 - 1;

const TAB = 0x09;
const SPACE = 0x20;
const HYPHEN = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const TILDE = 0x7e;

function parse(version: string): Parts | undefined {
  let start = 0;
  let end = version.length;
  while (start < end && isBlank(version.charCodeAt(start))) start++;
  while (end > start && isBlank(version.charCodeAt(end - 1))) end--;

  let colon = -1;
  let hyphen = -1;
  for (let i = start; i < end; i++) {
    const code = version.charCodeAt(i);
    if (code <= SPACE || code > TILDE) return undefined;
    if (code === HYPHEN) hyphen = i;
    else if (code === COLON && colon === -1) colon = i;
  }

  let epoch = 0;
  if (colon !== -1) {
    if (colon === start) return undefined;
    for (let i = start; i < colon; i++) {
      const code = version.charCodeAt(i);
      if (!isDigit(code)) return undefined;
      epoch = epoch * 10 + code - ZERO;
      if (epoch > MAX_EPOCH) return undefined;
    }
  }

  // The first colon ends the epoch and the last hyphen starts the revision: both may stand in the upstream version too.
  const upstream = colon === -1 ? start : colon + 1;
  const upstreamEnd = hyphen === -1 ? end : hyphen;
  const revision = hyphen === -1 ? end : hyphen + 1;
  if (upstream >= upstreamEnd || (hyphen !== -1 && revision === end)) return undefined;
  return { epoch, upstream, upstreamEnd, revision, end };
}

/**
 * Compares `a[i..aEnd)` with `b[j..bEnd)`: in turn a run of anything but digits, by weight, and a run of digits, by value.
 * Digits are compared as text, so a number may be of any length.
 */
function compareParts(a: string, i: number, aEnd: number, b: string, j: number, bEnd: number): number {
  while (i < aEnd || j < bEnd) {
    for (;;) {
      const left = i < aEnd ? weightOf(a.charCodeAt(i)) : 0;
      const right = j < bEnd ? weightOf(b.charCodeAt(j)) : 0;
      if (left !== right) return left - right;
      if (left === 0) break;
      i++;
      j++;
    }

    while (i < aEnd && a.charCodeAt(i) === ZERO) i++;
    while (j < bEnd && b.charCodeAt(j) === ZERO) j++;
    let difference = 0;
    for (;;) {
      const leftGoesOn = i < aEnd && isDigit(a.charCodeAt(i));
      const rightGoesOn = j < bEnd && isDigit(b.charCodeAt(j));
      // The longer number is the greater one; of two equally long ones the first digit that differs decides.
      if (leftGoesOn !== rightGoesOn) return leftGoesOn ? 1 : -1;
      if (!leftGoesOn) break;
      if (difference === 0) difference = a.charCodeAt(i) - b.charCodeAt(j);
      i++;
      j++;
    }
    if (difference !== 0) return difference;
  }
  return 0;
}

/** `~` sorts before the end, which weighs as much as a digit (0); letters sort before all other characters. */
function weightOf(code: number): number {
  if (isDigit(code)) return 0;
  if (code === TILDE) return -1;
  const isLetter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
  return isLetter ? code : code + 256;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

function refuse(version: string): never {
  throw new KnownError(
    "VERSION_INVALID",
    `${JSON.stringify(version)} is not a Debian version: [epoch:]upstream[-revision]`,
    { version, order: "deb" },
  );
}
