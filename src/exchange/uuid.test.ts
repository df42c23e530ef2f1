import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { uuidOf } from "./uuid.ts";

test("a UUID is of version 5, made of the text's digest in our namespace", () => {
  const namespace = Buffer.from("6d1b6f0e3c1a4f0c9f572b8f6e0a94d3", "hex");
  const digest = `sha256:${createHash("sha256").update("a").digest("hex")}`;
  const hash = createHash("sha1").update(namespace).update(digest).digest("hex");
  const uuid = uuidOf("a");
  expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  // Version and variant take six bits of the hash.
  expect(uuid.slice(0, 13)).toBe(`${hash.slice(0, 8)}-${hash.slice(8, 12)}`);
  expect(uuid.slice(-12)).toBe(hash.slice(20, 32));
  expect(uuidOf("b")).not.toBe(uuid);
});
