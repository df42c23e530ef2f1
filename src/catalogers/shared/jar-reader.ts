import { type ByteSource, eachPiece } from "../../formats/byte-source.ts";
import { parseJarManifest } from "../../formats/jar-manifest.ts";
import { eachJavaProperty } from "../../formats/java-properties.ts";
import { latin1Of } from "../../formats/latin1.ts";
import { type Pom, parsePom } from "../../formats/pom.ts";
import { listZip, type OpenedEntry, readZipEntry, type ZipEntry } from "../../formats/zip-source.ts";
import { createSha1 } from "../../host/sha1.ts";
import { codeOf, type ErrorCode, messageOf } from "../../model/errors.ts";
import { artifactsOf, type JarArtifact, type MavenRecord } from "./jar-artifact.ts";
import { isJarLicence, licenceOfJar } from "./jar-licence.ts";

/** One archive, with what was found in it. */
export interface JarReading {
  /** Path in the archive around it; empty for the file itself. */
  readonly path: string;
  /** Position of the archive around it in the list. */
  readonly outer?: number;
  readonly sizeBytes: number;
  readonly sha1: string;
  readonly own?: JarArtifact;
  readonly shaded: readonly JarArtifact[];
}

/** What is read of one file at most, with all that it holds. */
export const JAR_BOUNDS = {
  /** Archives within each other: a jar in a war in an ear is three. */
  depth: 6,
  archives: 5000,
  artifacts: 20_000,
  /** Together, of all that has to be unpacked to be read. */
  unpackedBytes: 384 * 1024 * 1024,
  recordBytes: 4 * 1024 * 1024,
  /** Manifests and poms together: a jar of a thousand shaded projects has 10 MB. */
  recordsBytes: 24 * 1024 * 1024,
  /** Properties of the poms of one archive: each takes ten times its text. */
  properties: 50_000,
  /** The longest licences have 35 KB; some list those of their parts behind. */
  licenceBytes: 128 * 1024,
  /** Of a thousand jars they have 12 MB. */
  licencesBytes: 32 * 1024 * 1024,
} as const;

/** Java archives. `aar` is Android's; `rar` is a resource adapter, and another format's name, too. */
const ARCHIVE = /\.(?:jar|war|ear|jpi|hpi|par|kar|sar|nar|lpkg|rar)$/i;

/** Also as it lies among the classes of a web application or a Spring Boot jar. */
const RECORD =
  /^(?:(?:WEB-INF|BOOT-INF)\/classes\/)?META-INF\/(?:maven\/[^/]+\/[^/]+\/pom\.(?:properties|xml)|MANIFEST\.MF)$/;

/** Whether a file is a Java archive, by its name. */
export const isJarName = (path: string) => ARCHIVE.test(path);

const WANTED = {
  wants: (name: string) => RECORD.test(name) || isJarName(name) || isJarLicence(name),
  passesOver: ".class",
  // Each artifact has two records.
  mostEntries: 2 * JAR_BOUNDS.artifacts + JAR_BOUNDS.archives,
};

/** Tells of trouble with an archive: its path within the file, and why. */
type Tell = (code: ErrorCode, within: string, why: string) => void;

interface Waiting {
  readonly path: string;
  readonly within: string;
  readonly outer?: number;
  readonly depth: number;
  readonly open: () => OpenedEntry;
}

/** What is open, outermost first: an archive stays so until all within it was read. */
interface Opened {
  readonly depth: number;
  readonly close: () => void;
}

/** Reads an archive and all within it, each before what it holds. */
export function readJar(path: string, file: ByteSource, tell: Tell): JarReading[] {
  const readings: JarReading[] = [];
  const waiting: Waiting[] = [{ path: "", within: "", depth: 1, open: () => file }];
  let unpackedBytes = 0;
  let recordsBytes = 0;
  let licencesBytes = 0;
  let artifacts = 0;
  const opened: Opened[] = [];
  const closeFrom = (depth: number) => {
    while ((opened.at(-1)?.depth ?? -1) >= depth) opened.pop()?.close();
  };
  const take = (source: ByteSource, entry: ZipEntry, mostBytes: number): OpenedEntry => {
    if (entry.method === 0) return readZipEntry(source, entry, mostBytes);
    const content = readZipEntry(source, entry, Math.min(mostBytes, JAR_BOUNDS.unpackedBytes - unpackedBytes));
    unpackedBytes += content.sizeBytes;
    return content;
  };
  /** By the text of its licence, where nothing names it. In a jar that others were put into it may be one of theirs. */
  const withLicence = (own: JarArtifact, source: ByteSource, entries: readonly ZipEntry[], within: string) => {
    const entry = entries.find(({ name }) => isJarLicence(name));
    if (own.licenses.length > 0 || !entry || entry.sizeBytes > JAR_BOUNDS.licenceBytes) return own;
    licencesBytes += entry.sizeBytes;
    if (licencesBytes > JAR_BOUNDS.licencesBytes) return own;
    try {
      const content = readZipEntry(source, entry, JAR_BOUNDS.licenceBytes);
      const licence = licenceOfJar(new TextDecoder().decode(content.read(0, content.sizeBytes)));
      return licence === undefined ? own : { ...own, licenses: [licence] };
    } catch (error) {
      tell(codeOf(error), join(within, entry.name), messageOf(error));
      return own;
    }
  };
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { within, outer, depth } = next;
    closeFrom(depth);
    try {
      if (readings.length === JAR_BOUNDS.archives || artifacts > JAR_BOUNDS.artifacts) {
        tell("LIMIT_EXCEEDED", within, "is one archive too many; it and the others were left out");
        break;
      }
      const source = next.open();
      if (source.close) opened.push({ depth, close: source.close });
      const { entries, troubles, isCut } = listZip(source, WANTED);
      for (const trouble of troubles) tell("FILE_MALFORMED", within, trouble);
      if (isCut) tell("LIMIT_EXCEEDED", within, `has more than ${WANTED.mostEntries} records and archives`);
      const read = (entry: ZipEntry) => {
        const left = JAR_BOUNDS.recordsBytes - recordsBytes;
        const content = take(source, entry, Math.min(JAR_BOUNDS.recordBytes, left));
        recordsBytes += content.sizeBytes;
        return content;
      };
      const records = recordsOf(entries, read, (code, entry, why) => tell(code, join(within, entry), why));
      const { own, shaded } = artifactsOf({ path: next.path || path, ...records });
      const index = readings.length;
      artifacts += shaded.length + 1;
      readings.push({
        path: next.path,
        ...(outer !== undefined && { outer }),
        sizeBytes: source.sizeBytes,
        sha1: sha1Of(source),
        ...(own && { own: shaded.length > 0 ? own : withLicence(own, source, entries, within) }),
        shaded,
      });

      const inner = entries.filter(({ name }) => isJarName(name));
      if (inner.length > 0 && depth === JAR_BOUNDS.depth) {
        tell("LIMIT_EXCEEDED", within, `holds archives more than ${JAR_BOUNDS.depth} levels deep, which were not read`);
        continue;
      }
      if (waiting.length + inner.length > JAR_BOUNDS.archives) {
        tell("LIMIT_EXCEEDED", within, `holds more than ${JAR_BOUNDS.archives} archives, which were not read`);
        continue;
      }
      // From behind, since the last one that waits is taken first.
      for (const entry of inner.reverse()) {
        const open = () => take(source, entry, JAR_BOUNDS.unpackedBytes);
        waiting.push({ path: entry.name, within: join(within, entry.name), outer: index, depth: depth + 1, open });
      }
    } catch (error) {
      tell(codeOf(error), within, messageOf(error));
    }
  }
  closeFrom(0);
  return readings;
}

const join = (within: string, name: string) => (within === "" ? name : `${within}:${name}`);

interface Records {
  readonly manifest: ReadonlyMap<string, string>;
  readonly maven: readonly MavenRecord[];
}

function recordsOf(entries: readonly ZipEntry[], read: (entry: ZipEntry) => ByteSource, tell: Tell): Records {
  let manifest: ReadonlyMap<string, string> = new Map();
  let properties = 0;
  const maven = new Map<string, { folder: string; properties?: ReadonlyMap<string, string>; pom?: Pom }>();
  for (const entry of entries) {
    if (!RECORD.test(entry.name)) continue;
    if (maven.size > JAR_BOUNDS.artifacts) {
      tell("LIMIT_EXCEEDED", entry.name, "is one record too many; it and the others were left out");
      break;
    }
    try {
      const content = read(entry);
      const bytes = content.read(0, content.sizeBytes);
      if (entry.name.endsWith("MANIFEST.MF")) {
        if (entry.name === "META-INF/MANIFEST.MF") manifest = parseJarManifest(new TextDecoder().decode(bytes));
        continue;
      }
      const folder = entry.name.slice(0, entry.name.lastIndexOf("/"));
      const record = maven.get(folder) ?? { folder };
      maven.set(folder, record);
      if (entry.name.endsWith(".properties")) record.properties = coordinatesIn(new TextDecoder().decode(bytes));
      else if (properties > JAR_BOUNDS.properties) {
        tell("LIMIT_EXCEEDED", entry.name, `was left out: poms before it have ${properties} properties`);
      } else {
        record.pom = parsePom(xmlText(bytes));
        properties += record.pom.properties.size + record.pom.dependencies.length;
        if (record.pom.trouble) tell("FILE_MALFORMED", entry.name, `is not XML: ${record.pom.trouble}`);
      }
    } catch (error) {
      tell(codeOf(error), entry.name, messageOf(error));
    }
  }
  return { manifest, maven: [...maven.values()] };
}

const COORDINATES: ReadonlySet<string> = new Set(["groupId", "artifactId", "version"]);

/** What else a pom.properties may hold nobody asks for. */
function coordinatesIn(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of eachJavaProperty(text)) if (COORDINATES.has(key)) found.set(key, value);
  return found;
}

/** In the encoding that it declares, as long as that is one of eight bits; poms of old are in Latin-1. */
function xmlText(bytes: Uint8Array): string {
  const head = latin1Of(bytes.subarray(0, 200));
  const isLatin = /^<\?xml[^>]{0,150}encoding=["'](?:iso-8859-1|iso-8859-15|windows-1252|us-ascii|latin1)["']/i.test(
    head,
  );
  return new TextDecoder(isLatin ? "latin1" : "utf-8").decode(bytes);
}

function sha1Of(source: ByteSource): string {
  const running = createSha1();
  eachPiece(source, running.update);
  return running.digest();
}
