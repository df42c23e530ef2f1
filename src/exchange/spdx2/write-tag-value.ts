import type { Spdx2Annotation, Spdx2Document, Spdx2Package } from "./document.ts";

type Line = readonly [tag: string, value: string | undefined];

/** The document as lines of `Tag: value`. Source: https://spdx.github.io/spdx-spec/v2.3/conformance/ */
export function spdxTagValue(document: Spdx2Document): string {
  const { creationInfo, annotations = [], packages, hasExtractedLicensingInfos = [], relationships } = document;
  const sections: (readonly Line[])[] = [
    [
      ["SPDXVersion", document.spdxVersion],
      ["DataLicense", document.dataLicense],
      ["SPDXID", document.SPDXID],
      ["DocumentName", document.name],
      ["DocumentNamespace", document.documentNamespace],
      ...creationInfo.creators.map((creator): Line => ["Creator", creator]),
      ["Created", creationInfo.created],
    ],
    ...annotations.map((annotation) => annotationLines(document.SPDXID, annotation)),
    ...packages.flatMap((pkg) => [
      packageLines(pkg),
      ...(pkg.annotations ?? []).map((annotation) => annotationLines(pkg.SPDXID, annotation)),
    ]),
    ...hasExtractedLicensingInfos.map(({ licenseId, extractedText }): Line[] => [
      ["LicenseID", licenseId],
      ["ExtractedText", block(extractedText)],
    ]),
    relationships.map(
      ({ spdxElementId, relationshipType, relatedSpdxElement }): Line => [
        "Relationship",
        `${spdxElementId} ${relationshipType} ${relatedSpdxElement}`,
      ],
    ),
  ];
  const write = (lines: readonly Line[]) =>
    lines.map(([tag, value]) => (value === undefined ? "" : `${tag}: ${shown(value)}\n`)).join("");
  return sections.map(write).join("\n");
}

function packageLines(pkg: Spdx2Package): Line[] {
  return [
    ["PackageName", pkg.name],
    ["SPDXID", pkg.SPDXID],
    ["PackageVersion", pkg.versionInfo || undefined],
    ["PackageSupplier", pkg.supplier],
    ["PackageOriginator", pkg.originator],
    ["PackageDownloadLocation", pkg.downloadLocation],
    // The JSON form writes it with the other stroke.
    ["PrimaryPackagePurpose", pkg.primaryPackagePurpose.replace("_", "-")],
    ["FilesAnalyzed", String(pkg.filesAnalyzed)],
    ...(pkg.checksums ?? []).map(
      ({ algorithm, checksumValue }): Line => ["PackageChecksum", `${algorithm}: ${checksumValue}`],
    ),
    ["PackageHomePage", pkg.homepage],
    ["PackageSourceInfo", pkg.sourceInfo && block(pkg.sourceInfo)],
    ["PackageLicenseConcluded", pkg.licenseConcluded],
    ["PackageLicenseDeclared", pkg.licenseDeclared],
    ["PackageCopyrightText", pkg.copyrightText],
    ["PackageSummary", pkg.summary && block(pkg.summary)],
    ...(pkg.externalRefs ?? []).map(
      (reference): Line => [
        "ExternalRef",
        `${reference.referenceCategory} ${reference.referenceType} ${reference.referenceLocator}`,
      ],
    ),
  ];
}

const annotationLines = (id: string, annotation: Spdx2Annotation): Line[] => [
  ["Annotator", annotation.annotator],
  ["AnnotationDate", annotation.annotationDate],
  ["AnnotationType", annotation.annotationType],
  ["SPDXREF", id],
  ["AnnotationComment", block(annotation.comment)],
];

/** Text of any number of lines. The format has no way to write the end of one within it. */
const block = (text: string) => `<text>${text.replaceAll("</text>", "</ text>")}</text>`;

/** A format without escapes cannot write what a terminal would obey or not show. */
const shown = (text: string) => text.replaceAll(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{Surrogate}/gu, "\ufffd");
