import { z } from "zod";
import { KnownError, messageOf } from "../model/errors.ts";
import type { Signature } from "./signing.ts";
import { SCHEMA_VERSION } from "./snapshot-schema.ts";
import { ScoresSource } from "./store.ts";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a parcel may hold, and the newest form of it that we read. */
const SCHEMAS = { snapshot: SCHEMA_VERSION, delta: SCHEMA_VERSION, scores: 1 } as const;

const shared = {
  /** Id of the snapshot, or of the scores, that come of it. */
  to: Sha256,
  schema: z.int(),
  builtAt: z.iso.datetime(),
  /** When the sources were last asked for news. */
  checkedAt: z.iso.datetime(),
  /** Of what is packed. */
  bytes: z.int().nonnegative(),
  /** Of the packed bytes; older files do not say it, and end with them. */
  packed: z.int().nonnegative().optional(),
  /** Of the packed bytes. */
  sha256: Sha256,
};

const Header = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("snapshot"),
    ...shared,
    /** How it is packed; absent: its file as it is. */
    form: z.enum(["records"]).optional(),
    /** Where it is made again of its records: what made it, and the hash of what was packed. */
    madeBy: z.string().optional(),
    contents: Sha256.optional(),
  }),
  /** `from`: the id of the snapshot that it is for. */
  z.object({ kind: z.literal("delta"), ...shared, from: Sha256 }),
  /** `source`: what `current.json` says of where they are from. */
  z.object({ kind: z.literal("scores"), ...shared, source: ScoresSource }),
]);

/** What a parcel says of itself. */
export type ParcelHeader = z.infer<typeof Header>;

type Without<One, Names extends PropertyKey> = One extends unknown ? Omit<One, Names> : never;

/** What is known of a parcel before it is packed. */
export type ParcelDraft = Without<
  ParcelHeader,
  "bytes" | "packed" | "sha256" | "schema" | "form" | "madeBy" | "contents"
>;

/** In which form we write a kind. */
export function schemaOf(kind: ParcelHeader["kind"]): number {
  return SCHEMAS[kind];
}

/** What is read before it is known whether the rest can be understood. */
const Version = z.object({ kind: z.string(), schema: z.int() });

/**
 * Reads the line that tells of a parcel.
 *
 * @param place  Begins the message.
 * @throws {KnownError} `SNAPSHOT_DAMAGED` when it is none, or of a newer form.
 */
export function readHeader(line: string, place: string): ParcelHeader {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw damaged(place, `a broken head: ${messageOf(error)}`);
  }
  const { data: version } = Version.safeParse(json);
  const newest = version && new Map<string, number>(Object.entries(SCHEMAS)).get(version.kind);
  if (version && (newest === undefined || version.schema > newest)) {
    throw damaged(place, "was made by a newer Plimsoll, and needs one");
  }
  const header = Header.safeParse(json);
  if (!header.success) throw damaged(place, `a broken head: ${header.error.issues[0]?.message}`);
  return header.data;
}

const SignatureLine = z.object({ key: Sha256, value: z.string() }).partial();

/** @throws {KnownError} `SNAPSHOT_DAMAGED` */
export function readSignature(line: string, place: string): Signature | undefined {
  try {
    const { key, value } = SignatureLine.parse(JSON.parse(line));
    return key !== undefined && value !== undefined ? { key, value } : undefined;
  } catch (error) {
    throw damaged(place, `a broken signature: ${messageOf(error)}`);
  }
}

function damaged(place: string, what: string): KnownError {
  return new KnownError("SNAPSHOT_DAMAGED", `${place}: ${what}`, { path: place });
}
