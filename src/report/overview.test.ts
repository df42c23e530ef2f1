import { expect, test } from "vitest";
import { packagesText } from "./overview.ts";

const deb = { type: "deb" };
const npm = { type: "npm" };
/** Python's yaml, as Debian packages it. */
const owned = { type: "pypi", owner: "pkg:deb/debian/python3-yaml@6.0.1-1?distro=debian-12" };

test.each([
  [[], "0 packages"],
  [[deb], "1 deb package"],
  [[deb, deb, npm], "3 (2 deb, 1 npm)"],
  [[deb, owned], "1 deb package and 1 within them"],
  [[deb, npm, owned, owned], "2 (1 deb, 1 npm) and 2 within them"],
])("%j: %s", (packages, text) => {
  expect(packagesText(packages)).toBe(text);
});
