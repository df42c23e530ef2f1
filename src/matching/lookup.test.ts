import { expect, test } from "vitest";
import { lookupKey } from "./lookup.ts";

test.each([
  ["pkg:deb/debian/libc6@2.36-9?distro=debian-12&upstream=glibc", "Debian 12 glibc 2.36-9"],
  ["pkg:deb/debian/libc6@2.36-9%2Bb7?distro=debian-12&upstream=glibc%402.36-9", "Debian 12 glibc 2.36-9"],
  ["pkg:deb/debian/a@1%3A2-3?distro=debian-12", "Debian 12 a 1:2-3"],
  [
    "pkg:rpm/photon/sqlite-libs@3.27.2-2.ph3?distro=photon-3.0&upstream=sqlite%401",
    "Photon OS 3.0 sqlite-libs 3.27.2-2.ph3",
  ],
  [
    "pkg:rpm/azurelinux/gnutls-devel@3.8.3-1.azl3?distro=azurelinux-3.0&upstream=gnutls%403.8.3-1.azl3",
    "Azure Linux 3.0 gnutls 3.8.3-1.azl3",
  ],
  ["pkg:rpm/mariner/a@1-2.cm2?distro=mariner-2.0", "Azure Linux 2.0 a 1-2.cm2"],
  ["pkg:rpm/ol/openssl@3.0.1-41.el9?epoch=1&distro=ol-9.1", "Oracle Linux 9 openssl 1:3.0.1-41.el9"],
  ["pkg:rpm/ol/openssl@1%3A3.0.1-41.el9?epoch=1&distro=ol-9.1", "Oracle Linux 9 openssl 1:3.0.1-41.el9"],
  ["pkg:rpm/azurelinux/a-devel@2-1.azl3?epoch=1&distro=azurelinux-3.0&upstream=a", "Azure Linux 3.0 a 1:2-1.azl3"],
  [
    "pkg:rpm/azurelinux/a-devel@2-1.azl3?epoch=1&distro=azurelinux-3.0&upstream=a%401%3A2-1.azl3",
    "Azure Linux 3.0 a 1:2-1.azl3",
  ],
  ["pkg:pypi/Django@2.2", "PyPI  django 2.2"],
])("%s is looked up by %s", (purl, expected) => {
  const key = lookupKey(purl);
  if ("unknown" in key) throw new Error(key.unknown);
  expect(`${key.ecosystem.advisories} ${key.release} ${key.name} ${key.version}`).toBe(expected);
});

test("a package of a distribution tells what it is called itself", () => {
  expect(lookupKey("pkg:deb/debian/libc6@2?distro=debian-12&upstream=glibc")).toMatchObject({ binaryName: "libc6" });
});
