const HIDDEN = "********";

/** Shorter ones would be half told by what is shown of a longer one. */
const LONG = 20;

/** A secret as reports show it: of a long one, the first four characters and the last two; of a short one, nothing. */
export function maskSecret(secret: string): string {
  return secret.length < LONG ? HIDDEN : `${secret.slice(0, 4)}…${secret.slice(-2)}`;
}
