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
  ["pkg:rpm/amzn/golang@1.19.10-1.amzn2.0.2?distro=amzn-2&upstream=b%401", "Amazon Linux 2 golang 1.19.10-1.amzn2.0.2"],
  ["pkg:rpm/amzn/a@1-1.amzn2023?epoch=2&distro=amzn-2023.6.20241010", "Amazon Linux 2023 a 2:1-1.amzn2023"],
  ["pkg:rpm/amzn/a@1-1.amzn1?distro=amzn-2016.09", "Amazon Linux 2018.03 a 1-1.amzn1"],
  ["pkg:rpm/amazon/a@1-1.amzn2?distro=amazon-2", "Amazon Linux 2 a 1-1.amzn2"],
  ["pkg:rpm/azurelinux/a-devel@2-1.azl3?epoch=1&distro=azurelinux-3.0&upstream=a", "Azure Linux 3.0 a 1:2-1.azl3"],
  [
    "pkg:rpm/azurelinux/a-devel@2-1.azl3?epoch=1&distro=azurelinux-3.0&upstream=a%401%3A2-1.azl3",
    "Azure Linux 3.0 a 1:2-1.azl3",
  ],
  ["pkg:rpm/opensuse/a@1-1?distro=opensuse-leap-15.6&upstream=b%401-1", "openSUSE leap-15.6 a 1-1"],
  ["pkg:rpm/opensuse/a@1-1?distro=opensuse-tumbleweed-20261101", "openSUSE tumbleweed a 1-1"],
  ["pkg:rpm/opensuse-leap-micro/a@1-1?distro=opensuse-leap-micro-5.3", "openSUSE leap-micro-5.3 a 1-1"],
  ["pkg:rpm/sles/a@1-1?distro=sles-15.5", "SUSE 15.5 a 1-1"],
  ["pkg:rpm/suse/a@1-1?distro=sles-15.5", "SUSE 15.5 a 1-1"],
  ["pkg:rpm/sle-micro/a@1-1?distro=sle-micro-5.4", "SUSE micro-5.4 a 1-1"],
  ["pkg:rpm/sles/a@1-1?os_name=sles&os_version=12.5", "SUSE 12.5 a 1-1"],
  ["pkg:pypi/Django@2.2", "PyPI  django 2.2"],
])("%s is looked up by %s", (purl, expected) => {
  const key = lookupKey(purl);
  if ("unknown" in key) throw new Error(key.unknown);
  expect(`${key.ecosystem.advisories} ${key.release} ${key.name} ${key.version}`).toBe(expected);
});

test("a package of a distribution tells what it is called itself", () => {
  expect(lookupKey("pkg:deb/debian/libc6@2?distro=debian-12&upstream=glibc")).toMatchObject({ binaryName: "libc6" });
});

test.each([
  [
    "pkg:apk/alpine/libcrypto3@3.1.4-r5?arch=x86_64&distro=alpine-3.18&upstream=openssl%403.1.4-r5",
    "Alpine 3.18 openssl 3.1.4-r5",
  ],
  // As Syft, Trivy and Docker Scout write it.
  ["pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64&distro=alpine-3.18.9", "Alpine 3.18 musl 1.2.4-r2"],
  ["pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64&distro=3.18.9", "Alpine 3.18 musl 1.2.4-r2"],
  ["pkg:apk/alpine/musl@1.2.4-r2?os_name=alpine&os_version=3.18", "Alpine 3.18 musl 1.2.4-r2"],
  ["pkg:apk/alpine/musl@1.2.5-r9?distro=alpine-3.21.0_alpha20240923", "Alpine edge musl 1.2.5-r9"],
  ["pkg:apk/wolfi/glibc@2.38-r2?arch=x86_64&distro=wolfi-20230201", "Wolfi  glibc 2.38-r2"],
  ["pkg:apk/wolfi/ld-linux@2.38-r2?arch=x86_64&upstream=glibc%402.38-r2", "Wolfi  glibc 2.38-r2"],
  ["pkg:apk/chainguard/glibc@2.38-r2?distro=chainguard-20230214", "Chainguard  glibc 2.38-r2"],
  ["pkg:alpm/arch/lib32-glibc@2.38-2?arch=x86_64&distro=arch", "Arch Linux  lib32-glibc 2.38-2"],
  ["pkg:alpm/arch/gcc-libs@13.2.1-3?distro=arch-20231112.0.191179&upstream=gcc%4013.2.1-3", "Arch Linux  gcc 13.2.1-3"],
])("%s is looked up by %s", (purl, expected) => {
  const key = lookupKey(purl);
  if ("unknown" in key) throw new Error(key.unknown);
  expect(`${key.ecosystem.advisories} ${key.release} ${key.name} ${key.version}`).toBe(expected);
});

test.each([
  ["pkg:apk/alpine/musl@1.2.4-r2", "apk packages of alpine"],
  ["pkg:apk/postmarketos/musl@1.2.4-r2?distro=postmarketos-24.06", "apk packages of postmarketos 24.06"],
  ["pkg:deb/kali-linux/bash@5.2?distro=kali-linux-2024.1", "deb packages of kali-linux 2024.1"],
  ["pkg:alpm/manjaro/bash@5.2", "alpm packages of manjaro"],
])("%s is nothing that can be looked up", (purl, unknown) => {
  expect(lookupKey(purl)).toEqual({ unknown });
});

test.each([
  ["rpmmod=nodejs%3A18%3A8080020230718192237%3A63b34585", "nodejs:18"],
  // As Trivy has it. Source: https://github.com/aquasecurity/trivy/blob/main/pkg/purl/purl.go
  ["modularitylabel=nodejs%3A10%3A8020020200707141642%3A6a468ee4", "nodejs:10"],
  ["modularitylabel=nodejs%3A10&rpmmod=nodejs%3A18", "nodejs:18"],
  ["", "*"],
])("of %s the module is %s", (qualifier, module) => {
  const purl = `pkg:rpm/alma/nodejs@10.21.0-3.module_el8.2.0%2B391%2B8da3adc6?distro=alma-8.2&${qualifier}`;
  expect(lookupKey(purl.replace(/&$/, ""))).toMatchObject({ module });
});
