import { orderOf } from "./shared/order-of.ts";

/**
 * Points in time as RFC 3339 writes them, for ranges in the notation `vers` that ask for it. Fractions of a second count
 * down to the last digit.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */
export const datetime = orderOf({
  name: "datetime",
  describes: "points in time",
  specification: "https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
  form: "2026-01-31T12:00:00Z",
  parse,
  compareParts: (a, b) => a.seconds - b.seconds || (a.fraction < b.fraction ? -1 : Number(a.fraction > b.fraction)),
});

interface Moment {
  /** Since 1970. */
  readonly seconds: number;
  /** Digits behind the point, without zeros at the end. */
  readonly fraction: string;
}

function parse(version: string): Moment | undefined {
  const [, start, fraction = "", zone] =
    /^(\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/.exec(version) ?? [];
  const milliseconds = Date.parse(`${start?.toUpperCase()}${zone?.toUpperCase()}`);
  return Number.isNaN(milliseconds)
    ? undefined
    : { seconds: milliseconds / 1000, fraction: fraction.replace(/0+$/, "") };
}
