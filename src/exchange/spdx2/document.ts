// The part of an SPDX 2.3 document that is written and read.
// Source: https://spdx.github.io/spdx-spec/v2.3/

export interface Spdx2Annotation {
  readonly annotator: string;
  readonly annotationDate: string;
  readonly annotationType: "OTHER";
  readonly comment: string;
}

export interface Spdx2Package {
  readonly SPDXID: string;
  readonly name: string;
  readonly versionInfo?: string;
  readonly supplier?: string;
  readonly originator?: string;
  readonly downloadLocation: string;
  readonly filesAnalyzed: false;
  readonly checksums?: readonly { readonly algorithm: string; readonly checksumValue: string }[];
  readonly homepage?: string;
  readonly sourceInfo?: string;
  readonly licenseConcluded: string;
  readonly licenseDeclared: string;
  readonly copyrightText: string;
  readonly summary?: string;
  readonly externalRefs?: readonly {
    readonly referenceCategory: string;
    readonly referenceType: string;
    readonly referenceLocator: string;
  }[];
  readonly primaryPackagePurpose: "LIBRARY" | "APPLICATION" | "CONTAINER" | "OPERATING_SYSTEM";
  readonly annotations?: readonly Spdx2Annotation[];
}

export interface Spdx2Relationship {
  readonly spdxElementId: string;
  readonly relationshipType: "DESCRIBES" | "CONTAINS" | "DEPENDS_ON";
  readonly relatedSpdxElement: string;
}

export interface Spdx2License {
  readonly licenseId: string;
  readonly extractedText: string;
}

export interface Spdx2Document {
  readonly spdxVersion: "SPDX-2.3";
  readonly dataLicense: "CC0-1.0";
  readonly SPDXID: "SPDXRef-DOCUMENT";
  readonly name: string;
  readonly documentNamespace: string;
  readonly creationInfo: { readonly created: string; readonly creators: readonly string[] };
  readonly annotations?: readonly Spdx2Annotation[];
  readonly packages: readonly Spdx2Package[];
  readonly hasExtractedLicensingInfos?: readonly Spdx2License[];
  readonly relationships: readonly Spdx2Relationship[];
}
