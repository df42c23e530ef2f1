import { columnsOf } from "./columns.ts";

/** Signs of our own, and what stands for them in as many columns. */
const STAND_INS: Readonly<Record<string, string>> = {
  "✓": "+",
  "✗": "x",
  "│": "|",
  "…": "~",
  "→": ">",
  "█": "#",
  "░": "-",
  "−": "-",
};

/** Text for a terminal that shows no other characters: what it lacks becomes `?`, and columns stay where they are. */
export function toAscii(text: string): string {
  return text
    .replaceAll(/(?<=^|\s)…/gm, "...")
    .replaceAll(/[^\p{ASCII}]/gu, (character) => STAND_INS[character] ?? "?".repeat(columnsOf(character)));
}
