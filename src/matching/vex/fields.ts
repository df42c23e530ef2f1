// Documents are strangers': each field is looked at before it is taken for what it should be.

type Fields = Readonly<Record<string, unknown>>;

/** Longer texts are cut: no report has room for them, and patterns are held against authors. */
const MOST_CHARACTERS = 4000;

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, MOST_CHARACTERS) : undefined;
}

/** The field of an object, never one that every object has. */
export function fieldOf(value: unknown, name: string): unknown {
  return isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textsOf(value: unknown): readonly string[] {
  return listOf(value).flatMap((item) => textOf(item) ?? []);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Milliseconds of the first text that is a time; 0 where none is. */
export function timeOf(...values: readonly unknown[]): number {
  for (const value of values) {
    const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
    if (Number.isFinite(time)) return time;
  }
  return 0;
}

/** `3`, `"3"`, of `"3.1.0"` the first number; 0 where there is none. */
export function versionNumber(value: unknown): number {
  const number = typeof value === "number" ? value : Number.parseInt(textOf(value) ?? "", 10);
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}
