import { parseDocument } from "yaml";
import { z } from "zod";
import type { AffectedPackage } from "../model/advisory.ts";
import { messageOf, type Report } from "../model/errors.ts";
import { firstIssue } from "./first-issue.ts";
import { readTarEntries } from "./tar-entries.ts";

/** One flaw in one package, as the maintainers follow it. */
export interface WolfiAdvisory {
  readonly name: string;
  /** `CGA-…` */
  readonly id: string;
  /** The CVE, the GHSA, or both. */
  readonly aliases: readonly string[];
  readonly verdict: Pick<AffectedPackage, "state" | "ranges">;
}

/** The largest has 120 KB. The library takes time by the square of what brackets are wrong. */
const MOST_BYTES = 512 * 1024;

/** Nobody writes names that stand for other parts here; a few make a small file a huge value. */
const MOST_ALIASES = 0;

const Event = z.object({
  timestamp: z.string(),
  type: z.string(),
  data: z
    .object({ "fixed-version": z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

const Advisory = z.object({
  id: z.string().min(1).max(256),
  aliases: z.array(z.string().max(256)).nullish(),
  events: z.array(Event).min(1),
});

const Document = z.object({
  package: z.object({ name: z.string().min(1).max(256) }),
  advisories: z.array(z.unknown()).nullish(),
});

/**
 * What a last event without a fix means.
 *
 * A scanner's detection says no more than that somebody has to look. Nobody ever will where an analysis is not planned,
 * and so no fix will come.
 * Source: https://github.com/wolfi-dev/advisories, https://github.com/chainguard-dev/advisory-schema
 */
const STATE_OF_EVENT: ReadonlyMap<string, AffectedPackage["state"]> = new Map([
  ["detection", "under-investigation"],
  ["true-positive-determination", "affected"],
  ["pending-upstream-fix", "affected"],
  ["fix-not-planned", "wont-fix"],
  ["analysis-not-planned", "wont-fix"],
  ["false-positive-determination", "not-affected"],
]);

/** The advisories of a tar of Wolfi's repository (schema 2). A file or an advisory that is broken is reported. */
export async function* readWolfiAdvisories(
  path: string,
  source: string,
  report: Report,
): AsyncGenerator<WolfiAdvisory> {
  const wants = (file: string) => file.endsWith(".advisories.yaml");
  for await (const { name: file, bytes } of readTarEntries(path, source, wants, report)) {
    const complain = (what: string) => report({ code: "FEED_MALFORMED", message: `${source}: ${file}: ${what}` });
    const document = readDocument(bytes, complain);
    for (const raw of document?.advisories ?? []) {
      const advisory = Advisory.safeParse(raw);
      if (!advisory.success) {
        complain(`${idOf(raw)}: ${firstIssue(advisory.error)}`);
        continue;
      }
      const { id, aliases, events } = advisory.data;
      const verdict = verdictOf(events, (what) => complain(`${id}: ${what}`));
      if (verdict) yield { name: document?.package.name ?? "", id, aliases: aliases ?? [], verdict };
    }
  }
}

function readDocument(bytes: Uint8Array, complain: (what: string) => void): z.infer<typeof Document> | undefined {
  if (bytes.length > MOST_BYTES) {
    complain(`is larger than ${MOST_BYTES} bytes`);
    return undefined;
  }
  try {
    // All are texts, whether they look like numbers or dates. Looking for keys that stand twice takes the library long.
    const text = Buffer.from(bytes).toString("utf8");
    const options = { schema: "failsafe", logLevel: "silent", uniqueKeys: false, prettyErrors: false } as const;
    const yaml = parseDocument(text, options);
    if (yaml.errors[0]) throw yaml.errors[0];
    const document = Document.safeParse(yaml.toJS({ maxAliasCount: MOST_ALIASES }));
    if (document.success) return document.data;
    complain(firstIssue(document.error));
  } catch (error) {
    complain(`is not YAML: ${messageOf(error).split("\n")[0]?.slice(0, 200)}`);
  }
  return undefined;
}

function idOf(raw: unknown): string {
  const named = z.object({ id: z.string().max(256) }).safeParse(raw);
  return named.success ? named.data.id : "an advisory without an id";
}

/**
 * The last event counts: what was fixed may be found again. Files list events in any order, so it is the last by time;
 * of those at one time, the last that is written.
 */
function verdictOf(
  events: readonly z.infer<typeof Event>[],
  complain: (what: string) => void,
): WolfiAdvisory["verdict"] | undefined {
  const last = events.reduce((latest, event) => (timeOf(event) >= timeOf(latest) ? event : latest));
  if (last.type === "fixed") {
    const fixed = last.data?.["fixed-version"];
    if (fixed !== undefined && fixed !== "") return { state: "affected", ranges: [{ fixed }] };
    complain("is fixed in no version, so every version counts as affected");
    return { state: "affected", ranges: [{}] };
  }
  const state = STATE_OF_EVENT.get(last.type);
  if (state === undefined) {
    complain(`${JSON.stringify(last.type.slice(0, 50))} is no event that we know`);
    return undefined;
  }
  return { state, ranges: state === "not-affected" ? [] : [{}] };
}

/** A time that is none is the first of all. */
function timeOf({ timestamp }: z.infer<typeof Event>): number {
  const time = Date.parse(timestamp);
  return Number.isNaN(time) ? 0 : time;
}
