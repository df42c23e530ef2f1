import { isOfLanguage } from "./file-class.ts";
import { PRIVATE_KEY_RULES } from "./private-keys.ts";
import type { RuleFacts } from "./rule.ts";

/** What a private key is less than elsewhere, by its place. */
interface LesserRule {
  readonly facts: RuleFacts;
  readonly isAbout: (path: string) => boolean;
}

const LESSER: readonly LesserRule[] = [
  {
    // The package makes it anew on each machine where it is installed: once for all who run the image. No one trusts its
    // certificate. Source: https://sources.debian.org/src/ssl-cert/
    facts: {
      id: "snakeoil-private-key",
      severity: "low",
      provider: "Debian",
      title: "private key of the self-signed certificate of ssl-cert",
    },
    isAbout: (path) => path.endsWith("etc/ssl/private/ssl-cert-snakeoil.key"),
  },
  {
    // Whoever downloads the package has it. A package that is not public is the exception, and so it is told.
    facts: {
      id: "private-key-in-package",
      severity: "low",
      provider: "any",
      title: "private key in a library",
    },
    isAbout: isOfLanguage,
  },
];

/** For lists of rules. */
export const LESSER_RULES: readonly RuleFacts[] = LESSER.map(({ facts }) => facts);

const PRIVATE_KEYS = new Set(PRIVATE_KEY_RULES.map(({ id }) => id));

/** The rule by which a finding at this place is told. */
export function ruleAt(path: string, rule: RuleFacts): RuleFacts {
  if (!PRIVATE_KEYS.has(rule.id)) return rule;
  return LESSER.find(({ isAbout }) => isAbout(path))?.facts ?? rule;
}
