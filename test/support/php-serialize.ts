/** Writes plain data as PHP's `serialize` does. */
export function phpSerialize(value: unknown): string {
  if (value === null) return "N;";
  if (typeof value === "boolean") return `b:${Number(value)};`;
  if (typeof value === "number") return Number.isInteger(value) ? `i:${value};` : `d:${value};`;
  if (typeof value === "string") return `s:${new TextEncoder().encode(value).length}:"${value}";`;
  const entries = Object.entries(value as object);
  const parts = entries.map(
    ([key, one]) => phpSerialize(/^(?:0|[1-9]\d*)$/.test(key) ? Number(key) : key) + phpSerialize(one),
  );
  return `a:${entries.length}:{${parts.join("")}}`;
}
