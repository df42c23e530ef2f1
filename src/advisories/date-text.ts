/** A day as `YYYY-MM-DD`, where that is what the text is; times behind it are cut off. */
export function dayOf(text: string | null | undefined): string | undefined {
  const day = /^\d{4}-\d{2}-\d{2}(?=$|T)/.exec(text ?? "")?.[0];
  return day !== undefined && !Number.isNaN(Date.parse(day)) ? day : undefined;
}

/** The beginning of a day as RFC 3339: of `2011-12-28`, perhaps with a time behind it that says no zone. */
export function startOfDay(text: string | null | undefined): string | undefined {
  const day = dayOf((text ?? "").replace(/^(\d{4}-\d{2}-\d{2}) .*$/s, "$1"));
  return day === undefined ? undefined : `${day}T00:00:00Z`;
}

/** A time as RFC 3339. CVE records leave the zone out where they mean UTC. */
export function timeOf(text: string | null | undefined): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?$/.exec(text ?? "");
  if (match === null || Number.isNaN(Date.parse(`${match[1]}Z`))) return undefined;
  return `${match[1]}${match[3] ?? "Z"}`;
}
