import type { Suppression, VexVerdict } from "../model/finding.ts";

/** `not_affected (vulnerable_code_not_present): why; says AUTHOR, DOCUMENT`, `ignored until 2027-01-31: why; says FILE:LINE` */
export function suppressionText({ status, justification, reason, author, source, expires }: Suppression): string {
  const until = expires === undefined ? "" : ` until ${expires}`;
  return `${status}${until}${justification ? ` (${justification})` : ""}${reason ? `: ${reason}` : ""}${says(author, source)}`;
}

/** What a document says that hides nothing: `affected: what to do; says AUTHOR, DOCUMENT`. */
export function vexText({ status, impact, action, author, source }: VexVerdict): string {
  const why = action ?? impact;
  return `${status}${why ? `: ${why}` : ""}${says(author, source)}`;
}

const says = (author: string | undefined, source: string) => `; says ${author ? `${author}, ` : ""}${source}`;
