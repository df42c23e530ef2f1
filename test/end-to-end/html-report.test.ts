import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { html } from "../../src/report/formats/html.ts";
import type { ScanReport } from "../../src/report/scan-report.ts";
import { cleanReport, madeUpFinding, plainOptions, reportOf, richReport } from "../support/rich-report.ts";
import { richSbom } from "../support/rich-sbom.ts";

// The page as somebody opens it from a folder, in Debian's Chromium.

const work = mkdtempSync(join(tmpdir(), "plimsoll-html-"));
let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
});

afterAll(async () => {
  await browser?.close();
  rmSync(work, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** What the page complained of, asked the network for, or showed in a box. */
  readonly trouble: string[];
}

let pages = 0;

async function open(report: ScanReport, options: BrowserContextOptions = {}): Promise<Opened> {
  const file = join(work, `${pages++}.html`);
  writeFileSync(file, html(report, plainOptions));
  const page = await browser.newPage({ viewport: { width: 1360, height: 900 }, ...options });
  const trouble: string[] = [];
  page.on("console", (message) => trouble.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("dialog", (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(file).href) trouble.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return { page, trouble };
}

const visibleIds = (page: Page) => page.locator("tbody:visible tr.main .what a").allTextContents();

/** Of a package with very long words, which no column holds. */
const long = "x".repeat(300);
const longReport = reportOf(
  {
    ...richSbom,
    image: { ...richSbom.image, source: { kind: "archive", reference: long, names: [] } },
    packages: richSbom.packages.slice(0, 1).map((pkg) => ({ ...pkg, name: long, version: long })),
  },
  () => [
    madeUpFinding(`CVE-2099-${long}`, { summary: long, fixedVersion: long, references: [`https://${long}.example`] }),
  ],
);

describe("a page is whole", () => {
  test.each([
    ["wide and light", { viewport: { width: 1360, height: 900 }, colorScheme: "light" }],
    ["wide and dark", { viewport: { width: 1920, height: 1080 }, colorScheme: "dark" }],
    ["on a tablet", { viewport: { width: 900, height: 1000 }, colorScheme: "dark" }],
    ["on a phone", { viewport: { width: 360, height: 740 }, colorScheme: "light" }],
  ] as const)("%s: nothing to complain of, nothing asked for, nothing beyond the edge", async (_how, options) => {
    for (const report of [richReport, cleanReport, longReport]) {
      const { page, trouble } = await open(report, options);
      for (const button of await page.locator("tr.main button").all()) await button.click();
      for (const summary of await page.locator("summary").all()) await summary.click();
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      const [ink, paper] = (await page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]",
      )) as [string, string];
      const light = (colour: string) => Number(/\d+/.exec(colour)?.[0]) > 128;
      expect([light(ink), light(paper)]).toEqual(options.colorScheme === "dark" ? [true, false] : [false, true]);
      expect(trouble).toEqual([]);
      await page.close();
    }
  });

  test("without its script: everything is there, unfolded", async () => {
    const { page } = await open(richReport, { javaScriptEnabled: false });
    expect(await page.locator("tr.main:visible").count()).toBe(9);
    expect(await page.locator("tr.detail:visible").count()).toBe(9);
    expect(await page.locator("#search:visible").count()).toBe(0);
    await page.close();
  });

  test("on paper: what is folded stays so, and there is nothing to press", async () => {
    const { page } = await open(richReport, { colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("tr.main:visible").count()).toBe(9);
    expect(await page.locator("tr.detail:visible, button:visible >> text=Show, #search:visible").count()).toBe(0);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(10_000);
    await page.close();
  });
});

test("findings are searched, chosen by severity and by fix, and counted", async () => {
  const { page } = await open(richReport);
  expect(await page.locator("#count").textContent()).toBe("9");
  await page.fill("#search", "LIBC6 resolver");
  expect(await visibleIds(page)).toEqual(["CVE-2099-0001"]);
  expect(await page.locator("#count").textContent()).toBe("1 of 9");
  await page.fill("#search", "no such word");
  expect(await page.locator("#nothing").isVisible()).toBe(true);
  await page.fill("#search", "");
  await page.uncheck('input[data-severity="high"]');
  expect(await page.locator("tbody:visible").count()).toBe(6);
  await page.check("#only-fixed");
  expect(await visibleIds(page)).toEqual(["CVE-2099-0001", "CVE-2099-0004"]);
  await page.close();
});

test("findings are sorted by any column, both ways, numbers as numbers", async () => {
  const { page } = await open(richReport);
  const severities = () => page.locator("tbody .severity-cell").allTextContents();
  expect((await severities())[0]).toBe("critical");
  await page.click("th >> text=Severity");
  expect((await severities())[0]).toBe("unspecified");
  await page.click("th >> text=CVSS");
  expect((await page.locator("tbody .score").allTextContents()).filter(Boolean)).toEqual(["9.8", "9.3", "7.5"]);
  await page.click("th >> text=CVSS");
  expect((await page.locator("tbody .score").allTextContents()).filter(Boolean)).toEqual(["7.5", "9.3", "9.8"]);
  await page.click("th >> text=Vulnerability");
  const ids = await visibleIds(page);
  expect(ids).toEqual(ids.toSorted());
  expect(await page.locator('th[aria-sort="ascending"]').textContent()).toBe("Vulnerability");
  await page.close();
});

test("a finding unfolds, by pointer and by keyboard, and a package leads to its findings", async () => {
  const { page } = await open(richReport);
  const detail = page.locator("tr.detail").first();
  expect(await detail.isVisible()).toBe(false);
  await page.locator("tr.main .package").first().click();
  expect(await detail.isVisible()).toBe(true);
  await page.locator("tr.main button").first().focus();
  await page.keyboard.press("Enter");
  expect(await detail.isVisible()).toBe(false);
  await page.locator("summary", { hasText: "@babel/runtime" }).click();
  await page.locator("details[open] button").click();
  expect((await visibleIds(page)).sort()).toEqual(["CVE-2099-0001", "GHSA-aaaa-bbbb-cccc"]);
  await page.close();
});

test.each([
  ["a script", "<script>alert(1)</script>"],
  ["an event", `<img src=x onerror=alert(1)>" onmouseover="alert(1)`],
  ["the end of the page's own script", "</script><script>alert(1)</script>"],
  ["an address that is a script", "javascript:alert(1)"],
])("nothing runs of a stranger's words: %s", async (_what, words) => {
  const sbom = {
    ...richSbom,
    packages: richSbom.packages.slice(0, 1).map((pkg) => ({ ...pkg, name: words, version: words })),
    problems: [{ code: "FILE_MALFORMED" as const, message: words }],
  };
  const finding = madeUpFinding(words, { summary: words, details: words, references: [words] });
  const { page, trouble } = await open(reportOf(sbom, () => [finding]));
  await page.locator("tr.main button").click();
  for (const link of await page.locator("a").all()) expect(await link.getAttribute("href")).toMatch(/^https:\/\//);
  await page.locator("tr.main .package").hover();
  expect(trouble).toEqual([]);
  expect(await page.locator("tr.main .package b").textContent()).toBe(words);
  await page.close();
});

test("the columns fill the table, also where nobody knows how likely a flaw is to be used", async () => {
  const { page } = await open(longReport);
  const right = async (selector: string) => {
    const boxes = await Promise.all((await page.locator(selector).all()).map((one) => one.boundingBox()));
    return Math.max(...boxes.map((box) => (box ? box.x + box.width : 0)));
  };
  expect(await right("tr.main td")).toBeCloseTo(await right("#findings"), 0);
  await page.close();
});

test("of very many findings the worst are shown, and how many there are besides", async () => {
  const findings = Array.from({ length: 5_002 }, (_, i) =>
    madeUpFinding(`CVE-2099-${10_000 + i}`, { severity: i === 5_001 ? "critical" : "low" }),
  );
  const { page } = await open(reportOf({ ...richSbom, packages: richSbom.packages.slice(0, 1) }, () => findings));
  expect(await page.locator("tbody").count()).toBe(5_000);
  expect(await page.locator(".what a").first().textContent()).toBe("CVE-2099-15001");
  expect(await page.locator("#list").textContent()).toContain("2 more are in the other forms");
  expect(await page.locator(".donut .sum").textContent()).toBe("5,002");
  await page.close();
});
