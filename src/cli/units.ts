import { KnownError } from "../model/errors.ts";

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 1024,
  MIB: 1024 ** 2,
  GIB: 1024 ** 3,
};

/** @throws {KnownError} `OPTION_INVALID` */
export function parseSize(text: string, name: string): number {
  const [, number = "", unit = "B"] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?i?b)?\s*$/i.exec(text) ?? [];
  const factor = UNITS[unit.toUpperCase()];
  if (number === "" || factor === undefined) {
    throw new KnownError("OPTION_INVALID", `${name}: '${text}' is not a size; write it as in 500MB`, { name });
  }
  return Math.round(Number(number) * factor);
}

const DURATIONS: Readonly<Record<string, number>> = { m: 60e3, h: 3600e3, d: 24 * 3600e3, w: 7 * 24 * 3600e3 };

/**
 * Reads `36h`, `5d`, `2w`.
 *
 * @returns Milliseconds.
 * @throws {KnownError} `OPTION_INVALID`
 */
export function parseDuration(text: string, name: string): number {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)([mhdw])$/.exec(text.trim()) ?? [];
  const factor = DURATIONS[unit];
  if (factor === undefined) {
    throw new KnownError("OPTION_INVALID", `${name}: '${text}' is not a duration; write it as in 36h or 5d`, { name });
  }
  return Number(number) * factor;
}
