import { expect, test } from "vitest";
import { type Product, productOf } from "./product.ts";

test.each<[id: string, purl: string | undefined, expected: Product | undefined]>([
  [
    "openssl-1:3.0.7-27.el9.x86_64",
    "pkg:rpm/redhat/openssl@3.0.7-27.el9?arch=x86_64&epoch=1",
    { name: "openssl", version: "1:3.0.7-27.el9", architecture: "x86_64", kind: "binary" },
  ],
  [
    "curl-0:7.76.1-23.el9_2.4.src",
    "pkg:rpm/redhat/curl@7.76.1-23.el9_2.4?arch=src",
    { name: "curl", version: "7.76.1-23.el9_2.4", kind: "source" },
  ],
  ["curl.src", "pkg:rpm/redhat/curl?arch=src", { name: "curl", kind: "source" }],
  ["libcurl", "pkg:rpm/redhat/libcurl", { name: "libcurl", kind: "either" }],
  [
    "perl-FCGI-1:0.78-12.module+el8.10.0+23147+20b7d289.x86_64::perl-FCGI:0.78",
    "pkg:rpm/redhat/perl-FCGI@0.78-12.module%2Bel8.10.0%2B23147%2B20b7d289?arch=x86_64&epoch=1&rpmmod=perl-FCGI:0.78:8100020250529111022:69ef70f8",
    {
      name: "perl-FCGI",
      version: "1:0.78-12.module+el8.10.0+23147+20b7d289",
      architecture: "x86_64",
      module: "perl-FCGI:0.78",
      kind: "binary",
    },
  ],
  [
    "PyYAML.src::python39-devel:3.9",
    "pkg:rpm/redhat/PyYAML?arch=src&rpmmod=python39-devel:3.9",
    { name: "PyYAML", module: "python39-devel:3.9", kind: "source" },
  ],
  ["samba4", undefined, { name: "samba4", kind: "either" }],
  ["nodejs:16/nodejs", undefined, { name: "nodejs", module: "nodejs:16", kind: "either" }],
  ["openshift4/ose-cli", undefined, undefined],
  ["rhcos", "pkg:generic/redhat/rhcos", undefined],
  ["devspaces/udi-rhel8", "pkg:oci/devspaces/udi-rhel8", undefined],
])("%s with %s", (id, purl, expected) => {
  expect(productOf(id, purl)).toEqual(expected);
});

test("a package URL that is none is said to be", () => {
  expect(() => productOf("x", "pkg:rpm/%%")).toThrow(expect.objectContaining({ code: "PACKAGE_URL_INVALID" }));
});
