import { KnownError } from "../model/errors.ts";
import type { Secret, SecretReport } from "../model/secret.ts";

/** One line of a list: secrets that may stay where they are, and why. */
export interface Allowance {
  /** From 1. */
  readonly line: number;
  readonly rule?: string;
  readonly path?: RegExp;
  readonly fingerprint?: string;
  readonly reason: string;
}

/** A secret that somebody looked at and let be. */
export interface AllowedSecret extends Secret {
  readonly reason: string;
}

/** Findings with those apart that are allowed. */
export interface JudgedSecrets extends SecretReport {
  readonly allowed: readonly AllowedSecret[];
  /** Lines of the list that allow nothing: the secret is gone, or the line is wrong. */
  readonly unused: readonly Allowance[];
}

/**
 * Reads a list of what is allowed: conditions, then a reason, on one line. All conditions of a line must hold.
 * `rule:ID`, `path:/app/test/**` (from the image's root; `*` stays within a folder, `**` does not), `fingerprint:HEX`.
 *
 * @throws {KnownError} `FILE_MALFORMED` naming the line.
 */
export function parseAllowList(text: string, file: string): Allowance[] {
  return text.split(/\r?\n/).flatMap((content, index) => {
    const line = index + 1;
    const words = content.trim().split(/\s+/);
    if (words[0] === "" || words[0]?.startsWith("#")) return [];
    const fail = (why: string) => new KnownError("FILE_MALFORMED", `${file}:${line}: ${why}`, { path: file, line });
    const conditions: { rule?: string; path?: RegExp; fingerprint?: string } = {};
    let taken = 0;
    for (const word of words) {
      const [, kind = "", value = ""] = /^(rule|path|fingerprint):(.+)$/.exec(word) ?? [];
      if (kind === "") break;
      taken++;
      if (kind === "rule") conditions.rule = value;
      else if (kind === "path") conditions.path = patternOf(value);
      else if (/^[0-9a-f]{32}$/.test(value)) conditions.fingerprint = value;
      else throw fail(`'${value}' is no fingerprint: 32 digits from 0 to f`);
    }
    const reason = words.slice(taken).join(" ");
    if (taken === 0) throw fail("begins with none of rule:, path: and fingerprint:");
    if (reason === "") throw fail("says not why; a reason stands behind what is allowed");
    return [{ line, ...conditions, reason }];
  });
}

/** `/app/**` as a pattern; what is not `*` stands for itself. */
function patternOf(glob: string): RegExp {
  const parts = glob.replace(/^\/+/, "").split(/(\*\*\/?|\*)/);
  const source = parts.map((part) => {
    if (part.startsWith("**")) return part.endsWith("/") ? "(?:.*/)?" : ".*";
    return part === "*" ? "[^/]*" : part.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  });
  return new RegExp(`^${source.join("")}$`);
}

/** Takes out of a report what is allowed, each with the reason of the first line that allows it. */
export function applyAllowList(report: SecretReport, list: readonly Allowance[]): JudgedSecrets {
  const used = new Set<Allowance>();
  const allowed: AllowedSecret[] = [];
  const secrets = report.secrets.filter((secret) => {
    const lines = list.filter((line) => allows(line, secret));
    for (const line of lines) used.add(line);
    const [first] = lines;
    if (first) allowed.push({ ...secret, reason: first.reason });
    return first === undefined;
  });
  return { ...report, secrets, allowed, unused: list.filter((line) => !used.has(line)) };
}

function allows({ rule, path, fingerprint }: Allowance, secret: Secret): boolean {
  if (rule !== undefined && rule !== secret.rule) return false;
  if (fingerprint !== undefined && fingerprint !== secret.fingerprint) return false;
  return path === undefined || (secret.place.kind === "file" && path.test(secret.place.path));
}
