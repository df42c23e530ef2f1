import { expect, test } from "vitest";
import { lookupKey } from "./lookup.ts";
import { kernelOfSigned } from "./signed-kernels.ts";

test.each([
  ["linux-signed-amd64", "linux"],
  ["linux-signed-arm64", "linux"],
  ["linux-signed-6.1-amd64", "linux-6.1"],
  ["linux-signed", "linux"],
  ["linux-signed-aws", "linux-aws"],
  ["linux-signed-hwe-5.15", "linux-hwe-5.15"],
  ["linux", undefined],
  ["linux-signedness", undefined],
  ["grub-efi-amd64-signed", undefined],
])("%s is made of %s", (source, kernel) => {
  expect(kernelOfSigned(source)).toBe(kernel);
});

test.each([
  [
    "pkg:deb/debian/linux-image-6.1.0-17-amd64@6.1.69-1?distro=debian-12&upstream=linux-signed-amd64%406.1.69%2B1",
    { name: "linux", version: "6.1.69-1" },
  ],
  [
    "pkg:deb/ubuntu/linux-image-5.15.0-1031-aws@5.15.0-1031.35?distro=ubuntu-22.04&upstream=linux-signed-aws",
    { name: "linux-aws", version: "5.15.0-1031.35" },
  ],
  // Of another type the name means nothing.
  ["pkg:rpm/opensuse/x@1?distro=opensuse-leap-15.3&upstream=linux-signed%402", { name: "x", version: "1" }],
])("%s is looked up by the kernel that was signed, with the image's own version", (purl, key) => {
  expect(lookupKey(purl)).toMatchObject(key);
});
