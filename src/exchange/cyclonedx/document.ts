import type { Property } from "../property.ts";

// The part of a CycloneDX document that is written and read, with the fields of each object in the order that the XML
// form asks for. Source: https://cyclonedx.org/docs/1.7/json/

export interface CdxLicense {
  readonly license?: { readonly acknowledgement?: string; readonly id?: string; readonly name?: string };
  readonly acknowledgement?: string;
  readonly expression?: string;
}

export interface CdxComponent {
  readonly type: string;
  readonly "bom-ref"?: string;
  readonly supplier?: { readonly name: string };
  readonly authors?: readonly { readonly name: string }[];
  readonly author?: string;
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly scope?: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly CdxLicense[];
  readonly cpe?: string;
  readonly purl?: string;
  readonly externalReferences?: readonly { readonly type: string; readonly url: string }[];
  readonly properties?: readonly Property[];
  readonly evidence?: { readonly occurrences: readonly { readonly location: string }[] };
}

export interface CdxDependency {
  readonly ref: string;
  readonly dependsOn?: readonly string[];
}

export interface CdxDocument {
  readonly $schema: string;
  readonly bomFormat: "CycloneDX";
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: {
    readonly timestamp: string;
    readonly tools: unknown;
    readonly component: CdxComponent;
    readonly properties?: readonly Property[];
  };
  readonly components: readonly CdxComponent[];
  readonly dependencies: readonly CdxDependency[];
}
