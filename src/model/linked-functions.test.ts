import fc from "fast-check";
import { expect, test } from "vitest";
import { hashOfFunction, openHashes, packHashes } from "./linked-functions.ts";

test("what was packed is there, and nothing else", () => {
  const hash = fc.integer({ min: 0, max: 0xffffffff });
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 200 }), fc.array(hash), (packed, asked) => {
      const has = openHashes(packHashes(packed));
      for (const one of [...packed, ...asked, 0, 0xffffffff]) expect(has?.(one)).toBe(packed.includes(one));
    }),
  );
});

test("as many as a large program has", () => {
  const hashes = Array.from({ length: 100_000 }, (_, i) => hashOfFunction("example.com/a", `F${i}`));
  const has = openHashes(packHashes(hashes));
  expect(hashes.every((hash) => has?.(hash))).toBe(true);
  expect(has?.(hashOfFunction("example.com/a", "G"))).toBe(false);
});

test("is FNV-1a", () => {
  const step = (hash: bigint, char: string) => ((hash ^ BigInt(char.charCodeAt(0))) * 0x01000193n) & 0xffffffffn;
  expect(hashOfFunction("net/http", "Get")).toBe(Number([..."net/http.Get"].reduce(step, 0x811c9dc5n)));
});

test.each(["?", "AAA", "AAAAAAA="])("%j was not packed so", (text) => {
  expect(openHashes(text)).toBeUndefined();
});
