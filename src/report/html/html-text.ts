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

/** A version or an id: broken only where it would take a line by itself. */
export function whole(text: string, element: "code" | "span", kind = ""): string {
  const classes = [kind, text.length <= LONGEST_WHOLE ? "whole" : ""].filter(Boolean).join(" ");
  return `<${element}${classes ? ` class="${classes}"` : ""}>${html(text)}</${element}>`;
}

const LONGEST_WHOLE = 26;
