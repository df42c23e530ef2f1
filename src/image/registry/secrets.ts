/** Below this a secret is a word like any other, and hiding it would spoil what it is found in. */
const FEWEST_CHARACTERS = 4;

/** The secrets of one conversation, so that no message repeats what a server sends back of them. */
export interface Secrets {
  readonly add: (...secrets: readonly string[]) => void;
  readonly hide: (text: string) => string;
}

export function createSecrets(): Secrets {
  const known = new Set<string>();
  return {
    add(...secrets) {
      for (const secret of secrets) if (secret.length >= FEWEST_CHARACTERS) known.add(secret);
    },
    // The longest first: one may be part of another.
    hide: (text) =>
      [...known].sort((a, b) => b.length - a.length).reduce((rest, secret) => rest.replaceAll(secret, "…"), text),
  };
}
