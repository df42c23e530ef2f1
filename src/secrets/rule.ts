import type { Severity } from "../model/severity.ts";

/** What is told of every finding of a rule. */
export interface RuleFacts {
  readonly id: string;
  readonly severity: Severity;
  readonly provider: string;
  readonly title: string;
}

/** A secret in a text, by its position there. */
export interface Match {
  readonly start: number;
  readonly end: number;
  /** What is secret of it, in its one spelling: the same key is the same secret however its lines are broken. */
  readonly secret: string;
}

/** How one kind of secret is recognised. */
export interface Rule extends RuleFacts {
  /**
   * Where it is looked for. `token`: its own shape gives it away, wherever it stands. `named`: only the name beside it
   * does, so that it is not looked for in other people's packages. `setting`: any value of a name that means a
   * credential, in files that hold settings.
   */
  readonly kind: "token" | "named" | "setting";
  /** What the filter looks for: one of them stands in every match. */
  readonly keywords: readonly string[];
  /** Whether keywords, name and value are the same in capitals; keywords are then written small. */
  readonly ignoresCase: boolean;
  /** Characters of a match in front of its keyword. */
  readonly lead: number;
  /** Characters of a match from its keyword on. */
  readonly reach: number;
  /** The secret is its group 1. Sticky where there is no lead: it is tried at the keyword alone. */
  readonly pattern: RegExp;
  /** What `pattern` takes for the secret, as a pattern of its own. */
  readonly value: string;
  /** Bits a character that it must have: what is less is a placeholder. */
  readonly entropy: number;
  /** Also looked for in programs. */
  readonly inBinaries: boolean;
  /** What a pattern cannot say: the secret in its one spelling, or nothing where it is none. */
  readonly confirm?: (secret: string, window: string, at: number) => string | undefined;
}
