import type { Random } from "./random.ts";

/** Bytes that mean something in one format or another: ends, signs, quotes, brackets, the numbers at the edge. */
const TELLING = [0, 1, 9, 10, 13, 32, 34, 39, 44, 45, 46, 47, 48, 55, 58, 61, 91, 92, 93, 123, 125, 127, 128, 192, 255];

/** Texts that readers trip over. */
const TEXTS = [
  "\0".repeat(512),
  "9".repeat(30),
  "../",
  "/.wh.",
  "\n\n",
  "\r\n ",
  '"\\u0000"',
  "1e400",
  "__proto__",
  "\ufeff",
].map((text) => new TextEncoder().encode(text));

type Mutation = (bytes: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array;

const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** A run of bytes: short ones mostly. */
function runIn(bytes: Uint8Array, random: Random): { from: number; to: number } {
  const from = random.below(bytes.length + 1);
  const most = random.pick([8, 64, 512, 4096]);
  return { from, to: Math.min(bytes.length, from + 1 + random.below(most)) };
}

const flipBit: Mutation = (bytes, random) => {
  if (bytes.length === 0) return bytes;
  const at = random.below(bytes.length);
  return bytes.with(at, (bytes[at] ?? 0) ^ (1 << random.below(8)));
};

const setByte: Mutation = (bytes, random) =>
  bytes.length === 0 ? bytes : bytes.with(random.below(bytes.length), random.pick(TELLING));

const truncate: Mutation = (bytes, random) => bytes.slice(0, random.below(bytes.length + 1));

const cut: Mutation = (bytes, random) => {
  const { from, to } = runIn(bytes, random);
  return joined(bytes.subarray(0, from), bytes.subarray(to));
};

const repeat: Mutation = (bytes, random) => {
  const { from, to } = runIn(bytes, random);
  const run = bytes.subarray(from, to);
  return joined(bytes.subarray(0, to), ...Array.from({ length: 1 + random.below(4) }, () => run), bytes.subarray(to));
};

const insert: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  return joined(bytes.subarray(0, at), random.pick(TEXTS), bytes.subarray(at));
};

const overwrite: Mutation = (bytes, random) => {
  const text = random.pick(TEXTS);
  const at = random.below(bytes.length + 1);
  return joined(bytes.subarray(0, at), text, bytes.subarray(Math.min(bytes.length, at + text.length)));
};

/** The beginning of one and the end of another, which may be the same one. */
const splice: Mutation = (bytes, random, others) => {
  const other = random.pick(others);
  return joined(bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1)));
};

/** A run of another one, in blocks as tars and frames have them. */
const transplant: Mutation = (bytes, random, others) => {
  const other = random.pick(others);
  const at = 512 * random.below(Math.ceil((bytes.length + 1) / 512));
  const from = 512 * random.below(Math.ceil((other.length + 1) / 512));
  const run = other.subarray(from, from + 512 * (1 + random.below(4)));
  return joined(bytes.subarray(0, at), run, bytes.subarray(random.pick([at, at + run.length])));
};

const MUTATIONS = [flipBit, flipBit, setByte, setByte, truncate, cut, repeat, insert, overwrite, splice, transplant];

/** More than this says no more than less does. */
const MOST_BYTES = 256 * 1024;

/** One of the corpus with a few things wrong with it; now and then, nothing. */
export function mutate(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  // A copy: a Buffer's own `slice` would give a window of the corpus.
  let bytes: Uint8Array = Uint8Array.from(random.pick(corpus));
  for (let left = random.below(5); left > 0; left--) bytes = random.pick(MUTATIONS)(bytes, random, corpus);
  return bytes.slice(0, MOST_BYTES);
}
