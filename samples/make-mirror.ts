import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { zipOf } from "../test/support/zip.ts";

const SampleRecord = z.object({
  id: z.string(),
  upstream: z.array(z.string()).optional(),
  summary: z.string(),
  affected: z.array(
    z.object({
      package: z.object({ name: z.string() }),
      ranges: z.array(z.object({ events: z.array(z.record(z.string(), z.string())) })),
    }),
  ),
  database_specific: z.object({ severity: z.string() }),
});

/**
 * Lays the sample advisories out as the public sources serve theirs, so that the same download and the same parsers
 * read them: npm's and Python's as OSV archives, Debian's in the form of its security tracker.
 */
export function makeMirror(advisories: string, mirror: string): void {
  const write = (path: string, bytes: Uint8Array | string) => {
    mkdirSync(dirname(join(mirror, path)), { recursive: true });
    writeFileSync(join(mirror, path), bytes);
  };
  const recordsOf = (ecosystem: string) =>
    readdirSync(join(advisories, ecosystem))
      .sort()
      .map((name) => ({ name, content: readFileSync(join(advisories, ecosystem, name), "utf8") }));

  for (const ecosystem of ["npm", "PyPI"]) write(`osv/${ecosystem}/all.zip`, zipOf(recordsOf(ecosystem)));

  const tracker: Record<string, Record<string, unknown>> = {};
  for (const { content } of recordsOf("Debian")) {
    const { upstream = [], affected, summary, database_specific } = SampleRecord.parse(JSON.parse(content));
    for (const { package: pkg, ranges } of affected) {
      const fixed = ranges.flatMap(({ events }) => events.flatMap((event) => event.fixed ?? []))[0];
      // The tracker knows no "critical".
      const urgency = database_specific.severity.toLowerCase().replace("critical", "high");
      const verdict = fixed === undefined ? { status: "open" } : { status: "resolved", fixed_version: fixed };
      for (const cve of upstream) {
        tracker[pkg.name] ??= {};
        Object.assign(tracker[pkg.name] ?? {}, {
          [cve]: { description: summary, scope: "remote", releases: { bookworm: { ...verdict, urgency } } },
        });
      }
    }
  }
  write("debian/tracker/data/json", JSON.stringify(tracker));
}
