import type { z } from "zod";

/** The first thing that is wrong with data from outside, in one line: `affected.0.ranges: Invalid input: …`. */
export function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return error.message;
  const place = issue.path.map(String).join(".");
  return place === "" ? issue.message : `${place}: ${issue.message}`;
}
