import { expect, test } from "vitest";
import { cleanReport, richReport } from "../../test/support/rich-report.ts";
import { createPaint } from "./paint.ts";
import { quickviewText } from "./quickview-text.ts";

test("a quick look tells what can be mended, what never will be, and what is exploited", () => {
  const text = quickviewText(richReport, createPaint(false));
  expect(text).toContain(
    "fixes      │  3 with a fix, 2 without, 1 deferred, 1 will not be fixed, 1 at the end of life, 1 under investigation\n",
  );
  expect(text).toContain("exploited  │  1 known to be (CISA KEV), 1 by ransomware");
  expect(text).toMatch(/libc6 .* CISA KEV$/m);
  expect(text.match(/CISA KEV$/gm)).toHaveLength(1);
});

test("of an image without findings it says nothing of either", () => {
  expect(quickviewText(cleanReport, createPaint(false))).not.toMatch(/fixes|exploited/);
});
