import type { LayerReference } from "./package.ts";
import type { Severity } from "./severity.ts";

/** Where a secret is. */
export type SecretPlace =
  /** In a file of a layer. Whoever pulls the image has every layer: also what a later one took away. */
  | {
      readonly kind: "file";
      /** In the image, without a leading slash. */
      readonly path: string;
      /** Where it is an archive: the file within it. `blob ID` in a repository of git that does not say where it was. */
      readonly member?: string;
      /** From 1; absent in programs. */
      readonly line?: number;
      readonly layer: LayerReference;
      /** The layer that deleted the file or wrote over it; absent where it still stands. */
      readonly gone?: { readonly how: "deleted" | "replaced"; readonly layer: LayerReference };
    }
  | { readonly kind: "environment"; readonly name: string }
  | { readonly kind: "label"; readonly name: string }
  | { readonly kind: "command"; readonly name: "entrypoint" | "command" }
  /** In the image's history: what an instruction wrote, and the values of its build arguments. */
  | {
      readonly kind: "history";
      /** Position in the history of the instructions, from 0. */
      readonly step: number;
      /** The layer that the instruction made; absent where it made none. */
      readonly layer?: LayerReference;
    };

/** One secret at one place; nothing of this tells what it is. */
export interface Secret {
  readonly rule: string;
  readonly title: string;
  readonly provider: string;
  readonly severity: Severity;
  /** Of a long one, the first four characters and the last two. */
  readonly masked: string;
  /** The same for the same secret, within one installation. */
  readonly fingerprint: string;
  readonly place: SecretPlace;
}

/** What was looked for and found. */
export interface SecretReport {
  /** Worst first; of the same severity, by place. */
  readonly secrets: readonly Secret[];
  /** Names the set of rules. */
  readonly ruleSet: string;
  /** Files that were too large to be looked at. */
  readonly notRead: { readonly files: number; readonly bytes: number };
}
