import { durationInWords } from "../../host/duration.ts";

/** How often a registry lets us pull. */
export interface Allowance {
  readonly pulls: number;
  readonly remaining?: number;
  readonly windowSeconds?: number;
}

const FEW = 10;

/**
 * Reads `ratelimit-limit: 100;w=21600` and `ratelimit-remaining: 76;w=21600`.
 *
 * Source: https://docs.docker.com/docker-hub/usage/pulls/
 */
export function parseAllowance(headers: ReadonlyMap<string, string>): Allowance | undefined {
  const read = (name: string) => /^\s*(\d{1,9})(?:\s*;\s*w=(\d{1,9}))?/.exec(headers.get(name) ?? "");
  const limit = read("ratelimit-limit");
  const remaining = read("ratelimit-remaining");
  if (!limit) return undefined;
  const windowSeconds = limit[2] ?? remaining?.[2];
  return {
    pulls: Number(limit[1]),
    ...(remaining && { remaining: Number(remaining[1]) }),
    ...(windowSeconds !== undefined && { windowSeconds: Number(windowSeconds) }),
  };
}

/** Whether so few pulls remain that people should know: less than ten, or than a tenth. */
export function isRunningOut({ pulls, remaining }: Allowance): boolean {
  return remaining !== undefined && (remaining < FEW || remaining < pulls / 10);
}

/** `Docker Hub allows 100 pulls in 6 hours from here` */
export function allowanceInWords({ pulls, windowSeconds }: Allowance, server: string, isKnown: boolean): string {
  const window = windowSeconds === undefined ? "" : ` in ${durationInWords(windowSeconds)}`;
  return `${server} allows ${pulls} pulls${window} ${isKnown ? "to this account" : "from here"}`;
}
