import { homedir, platform } from "node:os";
import { isAbsolute, join } from "node:path";
import { KnownError } from "../model/errors.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Every environment variable that Plimsoll reads; docs/reference/environment.md is made from this table. */
export const ENVIRONMENT_VARIABLES = {
  PLIMSOLL_CACHE_DIR: "Folder of the layer cache. Default: `plimsoll` in the XDG cache folder (`~/.cache`).",
  PLIMSOLL_CACHE_MAX_SIZE: "Cap of the layer cache, as in `500MB` or `2GB`. Default: `1GB`.",
  PLIMSOLL_NO_CACHE: "`true`: layers are read anew each time and nothing is kept.",
  PLIMSOLL_DATA_DIR: "Folder of the advisory snapshots. Default: `plimsoll` in the XDG data folder (`~/.local/share`).",
  PLIMSOLL_MIRROR: "Folder or address to take advisories from, as with `--mirror`.",
  XDG_CACHE_HOME: "Where caches go, by the XDG base directory specification.",
  XDG_DATA_HOME: "Where data goes, by the XDG base directory specification.",
  NO_COLOR: "Any value: no colours.",
  FORCE_COLOR: "`1`: colours even where the output is not a terminal.",
} as const;

/** Settings of one run. */
export interface Settings {
  readonly cacheDir: string;
  readonly cacheMaxBytes: number;
  readonly cacheEnabled: boolean;
  readonly dataDir: string;
}

/** @throws {KnownError} `OPTION_INVALID` naming the variable. */
export function readSettings(environment: Environment): Settings {
  const home = homedir();
  // An empty or relative XDG variable counts as none, as its specification says.
  const xdg = (name: "XDG_CACHE_HOME" | "XDG_DATA_HOME", fallback: string, windows: string) => {
    const value = environment[name];
    if (value && isAbsolute(value)) return value;
    const local = environment.LOCALAPPDATA;
    return platform() === "win32" && local ? join(local, windows) : join(home, fallback);
  };
  const maxSize = environment.PLIMSOLL_CACHE_MAX_SIZE || "1GB";
  return {
    cacheDir: environment.PLIMSOLL_CACHE_DIR || join(xdg("XDG_CACHE_HOME", ".cache", "cache"), "plimsoll"),
    cacheMaxBytes: parseSize(maxSize, "PLIMSOLL_CACHE_MAX_SIZE"),
    cacheEnabled: !isTrue(environment.PLIMSOLL_NO_CACHE, "PLIMSOLL_NO_CACHE"),
    dataDir: environment.PLIMSOLL_DATA_DIR || join(xdg("XDG_DATA_HOME", ".local/share", "data"), "plimsoll"),
  };
}

function isTrue(value: string | undefined, name: string): boolean {
  if (value === undefined || /^(|0|false|no)$/i.test(value)) return false;
  if (/^(1|true|yes)$/i.test(value)) return true;
  throw new KnownError("OPTION_INVALID", `${name}: '${value}' is neither true nor false`, { name });
}

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
