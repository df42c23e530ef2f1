import { KnownError } from "../model/errors.ts";
import { DEFAULT_LIMITS, LIMITS, type Limits } from "../model/limits.ts";
import { parseSize } from "./units.ts";

/** `layerEntries` → `layer-entries`: how people write it. */
export function flagName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const NAMES = new Map(Object.keys(LIMITS).map((name) => [flagName(name), name as keyof Limits]));

/**
 * Reads `NAME=VALUE` for each limit that is to be another than its default; a later one wins.
 * Limits in bytes may be written with a unit: `layer-bytes=2GB`.
 *
 * @param where  What to call the place in a message: a flag or a variable.
 * @throws {KnownError} `OPTION_INVALID`
 */
export function parseLimits(settings: readonly string[], where: string, base: Limits = DEFAULT_LIMITS): Limits {
  const changed: Partial<Record<keyof Limits, number>> = {};
  for (const setting of settings) {
    const [, flag = "", value = ""] = /^([a-z-]+)=(.+)$/i.exec(setting.trim()) ?? [];
    const name = NAMES.get(flag.toLowerCase());
    if (name === undefined) {
      const what = flag === "" ? `'${setting}' is not NAME=VALUE` : `'${flag}' is no limit`;
      throw new KnownError("OPTION_INVALID", `${where}: ${what}; there are ${[...NAMES.keys()].join(", ")}`);
    }
    changed[name] = readValue(value, name, `${where}: ${flag}`);
  }
  return { ...base, ...changed };
}

function readValue(text: string, name: keyof Limits, where: string): number {
  const { unit } = LIMITS[name];
  const value = unit === "bytes" ? parseSize(text, where) : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new KnownError("OPTION_INVALID", `${where}: '${text}' is not a whole number of ${unit} above 0`);
}
