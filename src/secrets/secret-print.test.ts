import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { maskSecret } from "./mask.ts";
import { fingerprintOfSecret, hmacSha256, idOfSalt } from "./secret-print.ts";

test("the HMAC is that of Node.js, for keys and messages of any length", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 300 }), (key, message) => {
      expect(hmacSha256(key, message)).toBe(createHmac("sha256", key).update(message).digest("hex"));
    }),
  );
});

test("a fingerprint is one of the secret and of the salt", () => {
  const [one, two] = ["11".repeat(32), "22".repeat(32)];
  expect(fingerprintOfSecret("a", one)).toMatch(/^[0-9a-f]{32}$/);
  expect(fingerprintOfSecret("a", one)).toBe(fingerprintOfSecret("a", one));
  expect(fingerprintOfSecret("a", one)).not.toBe(fingerprintOfSecret("b", one));
  expect(fingerprintOfSecret("a", one)).not.toBe(fingerprintOfSecret("a", two));
  expect(idOfSalt(one)).not.toBe(idOfSalt(two));
  expect(one).not.toContain(idOfSalt(one));
});

test.each([
  ["", "********"],
  ["short", "********"],
  ["x".repeat(19), "********"],
  [`abcd${"x".repeat(14)}yz`, "abcd…yz"],
])("%j is shown as %s", (secret, masked) => {
  expect(maskSecret(secret)).toBe(masked);
});
