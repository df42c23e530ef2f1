import { OURS, type Property } from "../property.ts";

// The part of Syft's own format that is written and read.
// Source: https://github.com/anchore/syft/blob/main/schema/json/schema-16.0.18.json

export interface SyftLicense {
  readonly value: string;
  readonly spdxExpression: string;
  readonly type: string;
  readonly urls: readonly string[];
  readonly locations: readonly SyftLocation[];
}

export interface SyftLocation {
  readonly path: string;
  /** Digest of the layer's uncompressed tar. */
  readonly layerID?: string;
  readonly accessPath: string;
}

export interface SyftArtifact {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly type: string;
  readonly foundBy: string;
  readonly locations: readonly SyftLocation[];
  readonly licenses: readonly SyftLicense[];
  readonly language: string;
  readonly cpes: readonly { readonly cpe: string; readonly source: string }[];
  readonly purl: string;
  readonly metadataType?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Readers pass over fields that they do not know. */
  readonly plimsoll?: readonly Property[];
}

export interface SyftRelationship {
  readonly parent: string;
  readonly child: string;
  readonly type: string;
}

export interface SyftDocument {
  readonly artifacts: readonly SyftArtifact[];
  readonly artifactRelationships: readonly SyftRelationship[];
  readonly source: {
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly type: string;
    readonly metadata: Readonly<Record<string, unknown>>;
    readonly plimsoll: readonly Property[];
  };
  readonly distro: Readonly<Record<string, unknown>>;
  readonly descriptor: { readonly name: string; readonly version: string };
  readonly schema: { readonly version: string; readonly url: string };
}

/** That a package needs no other is known, which no relationship can say. */
export const NEEDS_NOTHING = `${OURS}package:needsNothing`;
