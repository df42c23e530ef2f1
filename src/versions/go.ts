import { orderOf } from "./shared/order-of.ts";
import { compareSemantic, parseSemantic, type Semantic } from "./shared/semantic.ts";

/**
 * The order of Go modules: semantic versions with or without a `v`, pseudo-versions among them; `+incompatible` does not
 * count. Versions of Go itself are read as well: `go1.22rc1` is 1.22.0-rc.1.
 *
 * Source: https://go.dev/ref/mod#versions, and https://go.dev/doc/toolchain#version
 */
export const go = orderOf({
  name: "go",
  describes: "Go modules, and Go itself",
  specification: "https://go.dev/ref/mod#versions",
  form: "v1.2.3, v1.2.3-pre.1, 1.22rc1",
  parse,
  compareParts: compareSemantic,
});

function parse(version: string): Semantic | undefined {
  const [whole, numbers = "", phase, count = ""] = TOOLCHAIN.exec(version) ?? [];
  if (whole !== undefined) return parseSemantic(phase === undefined ? numbers : `${numbers}-${phase}.${count}`);
  // Go takes `v1` and `v1.2` for queries, with nothing behind them.
  return /^v?\d+\.\d+\.\d/.test(version) || /^v?\d+(?:\.\d+)?$/.test(version) ? parseSemantic(version) : undefined;
}

const TOOLCHAIN = /^(?:go)?(\d+(?:\.\d+){0,2})(?:(rc|beta|alpha)(\d+))?$/;
