import { expect, test } from "vitest";
import { readOwnLabels } from "./own-labels.ts";

const ROW = {
  package: "pkg:npm/a@1.0.0",
  flaw: "CVE-2024-1111",
  label: "TP",
  kind: "edge",
  line: "fixed: 1.0.1",
  url: "https://example.com/a",
  file: "osv/npm/all.zip!A.json",
};

const yamlOf = (rows: readonly object[], sbom = "npm") => JSON.stringify({ sbom, labels: rows });

test("a row is a label of its list, with the tracker's words as its reason", () => {
  const yaml = `sbom: debian-12
labels:
  - package: pkg:deb/debian/curl@7.88.1-10?distro=debian-12
    flaw: CVE-2023-46218
    label: FP
    kind: backport
    line: |-
      DSA-5587-1 curl
      [bookworm] - curl 7.88.1-10
    url: https://security-tracker.debian.org/tracker/DSA-5587-1
    file: debian/security-tracker/data/DSA/list
    note: upstream mended it later
`;
  expect(readOwnLabels(yaml, "a.yaml")).toEqual({
    labels: [
      {
        id: "debian-12 pkg:deb/debian/curl@7.88.1-10?distro=debian-12 CVE-2023-46218",
        verdict: "FP",
        flaws: ["CVE-2023-46218"],
        package: { purl: "pkg:deb/debian/curl@7.88.1-10?distro=debian-12" },
        list: { exact: "debian-12" },
        kind: "backport",
        reason: "DSA-5587-1 curl … [bookworm] - curl 7.88.1-10 — upstream mended it later",
        url: "https://security-tracker.debian.org/tracker/DSA-5587-1",
      },
    ],
    troubles: [],
  });
});

test.each([
  ["no YAML", "labels: [", "a.yaml: "],
  ["no list of packages", JSON.stringify({ labels: [ROW] }), "sbom"],
  ["no rows", yamlOf([]), "labels"],
  ["no package URL", yamlOf([{ ...ROW, package: "a@1.0.0" }]), "labels[0].package"],
  ["no id of a flaw", yamlOf([{ ...ROW, flaw: "a flaw" }]), "labels[0].flaw"],
  ["another verdict", yamlOf([{ ...ROW, label: "maybe" }]), "labels[0].label"],
  ["a kind that is not in the table", yamlOf([{ ...ROW, kind: "odd" }]), "labels[0].kind"],
  ["nothing that the tracker says", yamlOf([{ ...ROW, line: "" }]), "labels[0].line"],
  ["an address that nobody can open", yamlOf([{ ...ROW, url: "ftp://a/b" }]), "labels[0].url"],
  ["a field that nobody knows", yamlOf([{ ...ROW, lable: "TP" }]), "lable"],
  ["an alias of YAML", "sbom: &a npm\nlabels: [*a]", "a.yaml: "],
])("a file with %s is trouble, and none of it counts", (_, yaml, words) => {
  const { labels, troubles } = readOwnLabels(yaml, "a.yaml");
  expect(labels).toEqual([]);
  expect(troubles).toHaveLength(1);
  expect(troubles[0]).toContain(words);
});

test("a label that stands twice is trouble", () => {
  expect(readOwnLabels(yamlOf([ROW, ROW]), "a.yaml").troubles).toEqual([
    "a.yaml: npm pkg:npm/a@1.0.0 CVE-2024-1111 stands twice",
  ]);
});
