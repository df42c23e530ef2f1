import { expect, test } from "vitest";
import { formatCpe } from "./cpe.ts";

test.each([
  ["openssl", "openssl", "1.1.1w", "cpe:2.3:a:openssl:openssl:1.1.1w:*:*:*:*:*:*:*"],
  ["nodejs", "node.js", "22.9.0", "cpe:2.3:a:nodejs:node.js:22.9.0:*:*:*:*:*:*:*"],
  ["erlang", "erlang/otp", "25.3", "cpe:2.3:a:erlang:erlang\\/otp:25.3:*:*:*:*:*:*:*"],
  ["gnu", "libstdc++", "1:2", "cpe:2.3:a:gnu:libstdc\\+\\+:1\\:2:*:*:*:*:*:*:*"],
  ["a-b", "c", "21.0.2+13-LTS", "cpe:2.3:a:a-b:c:21.0.2\\+13-LTS:*:*:*:*:*:*:*"],
])("%s, %s, %s", (vendor, product, version, cpe) => {
  expect(formatCpe(vendor, product, version)).toBe(cpe);
});
