import type { ProductName } from "./product-name.ts";

/** Source: https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md#status-labels */
export const VEX_STATUSES = ["not_affected", "affected", "fixed", "under_investigation"] as const;

export type VexStatus = (typeof VEX_STATUSES)[number];

/** Source: https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md#status-justifications */
export const VEX_JUSTIFICATIONS = [
  "component_not_present",
  "vulnerable_code_not_present",
  "vulnerable_code_not_in_execute_path",
  "vulnerable_code_cannot_be_controlled_by_adversary",
  "inline_mitigations_already_exist",
] as const;

/** What is meant by one link: any of the names will do. None: nothing that a package can be held against. */
export type VexLink = readonly ProductName[];

/**
 * From the innermost component to what it stands in; every link has to hold. `[log4j, image]` is log4j in that image;
 * `[image]` is the whole of it.
 */
export type VexProduct = readonly VexLink[];

/** What one author says of one flaw in some products. */
export interface VexStatement {
  /** Every name that the document has for the flaw. */
  readonly ids: readonly string[];
  readonly status: VexStatus;
  /** In OpenVEX' words where they have one for it, else in the document's own. */
  readonly justification?: string;
  /** Why it does not matter. */
  readonly impact?: string;
  /** What to do. */
  readonly action?: string;
  readonly author?: string;
  /** Milliseconds since 1970; 0 where the document does not tell. */
  readonly time: number;
  /** Of the document: the higher one replaces the lower. */
  readonly version: number;
  /** Path or address of the document. */
  readonly source: string;
  readonly products: readonly VexProduct[];
}

/** What a reader makes of one document. */
export interface VexReading {
  readonly statements: readonly VexStatement[];
  /** Statements that are not as the format asks: which, and why. */
  readonly broken: readonly string[];
  /** How many products are named by nothing that a package or an image can be held against. */
  readonly unnamed: number;
}
