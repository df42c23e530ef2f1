import { printable } from "../printable.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A stranger's text, between tags and between quotes. */
export function html(text: string | number): string {
  return printable(String(text)).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** Text of several lines, each on its own. */
export function htmlLines(text: string): string {
  return text.split(/\r?\n/).map(html).join("\n");
}
