import { KnownError, type Report } from "../../model/errors.ts";
import { listOf, textIn } from "../field.ts";
import { isOfSystem, isReadRelationship } from "./kept.ts";

type Record_ = Record<string, unknown>;

/** Where a tag goes: the key of the same fact in the JSON form. */
const PACKAGE_TAGS: Readonly<Record<string, string>> = {
  SPDXID: "SPDXID",
  PackageVersion: "versionInfo",
  PackageSupplier: "supplier",
  PackageOriginator: "originator",
  PackageHomePage: "homepage",
  PackageSourceInfo: "sourceInfo",
  PackageLicenseConcluded: "licenseConcluded",
  PackageLicenseDeclared: "licenseDeclared",
  PackageSummary: "summary",
  PackageDescription: "description",
  PrimaryPackagePurpose: "primaryPackagePurpose",
};

/** Tags with which something else begins than a package. */
const OTHER_BEGINNINGS = new Set(["FileName", "SnippetSPDXID", "LicenseID", "Reviewer"]);

/** Takes the characters of the tag-value form piece by piece. */
export interface TagValueReader {
  readonly write: (text: string) => void;
  /** The same in the shape of the JSON form, as far as that is read. */
  readonly end: () => unknown;
}

const OPEN = "<text>";
const CLOSE = "</text>";

/**
 * Reads lines of `Tag: value`.
 * Source: https://spdx.github.io/spdx-spec/v2.3/conformance/
 *
 * @param mostCharacters How many one value may have.
 * @throws {KnownError} `LIMIT_EXCEEDED` from `write` and `end`, where one has more.
 */
export function tagValueReader(report: Report, mostCharacters: number): TagValueReader {
  const { take, end } = tagTaker();
  let lineNumber = 0;
  let wrong = 0;
  /** A value of several lines that is open. */
  let open: { readonly tag: string; readonly lines: string[] } | undefined;
  /** Of a line that did not end yet. */
  let parts: string[] = [];
  let characters = 0;

  function takeLine(raw: string): void {
    lineNumber++;
    if (open) {
      const closes = raw.indexOf(CLOSE);
      open.lines.push(closes < 0 ? raw : raw.slice(0, closes));
      if (closes >= 0) closeText();
      return;
    }
    const line = raw.replace(/\r$/, "");
    if (line.trim() === "" || line.startsWith("#")) return;
    const colon = line.indexOf(":");
    const tag = line.slice(0, Math.max(colon, 0)).trim();
    if (!/^[A-Za-z]{1,60}$/.test(tag)) {
      if (wrong++ === 0) report({ code: "FILE_MALFORMED", message: `line ${lineNumber} is no tag with a value` });
      return;
    }
    if (
      !line
        .slice(colon + 1)
        .trimStart()
        .startsWith(OPEN)
    ) {
      take(tag, line.slice(colon + 1).trim());
      return;
    }
    const begins = raw.indexOf(OPEN) + OPEN.length;
    const closes = raw.indexOf(CLOSE, begins);
    open = { tag, lines: [raw.slice(begins, closes < 0 ? undefined : closes)] };
    if (closes >= 0) closeText();
  }

  function closeText(): void {
    if (open) take(open.tag, open.lines.join("\n"));
    open = undefined;
  }

  /** Holds what is in front of the end of a line, or of a value of several lines. */
  function hold(length: number): void {
    characters += length;
    if (characters > mostCharacters) {
      throw new KnownError(
        "LIMIT_EXCEEDED",
        `line ${lineNumber + 1}: a value of more than ${mostCharacters} characters`,
      );
    }
  }

  return {
    write(text) {
      let at = 0;
      for (let newline = text.indexOf("\n"); newline >= 0; newline = text.indexOf("\n", at)) {
        hold(newline - at);
        takeLine(parts.join("") + text.slice(at, newline));
        parts = [];
        if (!open) characters = 0;
        at = newline + 1;
      }
      hold(text.length - at);
      parts.push(text.slice(at));
    },
    end() {
      const rest = parts.join("");
      if (rest !== "") takeLine(rest);
      // A text that nobody closed goes on to the end.
      closeText();
      return end();
    },
  };
}

/** Puts each tag where the JSON form has its fact. */
function tagTaker(): { take: (tag: string, value: string) => void; end: () => Record_ } {
  const packages: Record_[] = [];
  const licenses: Record_[] = [];
  const relationships: Record_[] = [];
  const notes: { of: string | undefined; comment: string }[] = [];
  const document: Record_ = { packages, relationships, hasExtractedLicensingInfos: licenses };
  /** What the lines speak of; nothing while it is a file or a snippet. */
  let subject: Record_ | undefined = document;
  let noteOf: string | undefined;

  /** Of the packages that ended: whether the distribution's own tools installed them. */
  const known = new Map<string, boolean>();
  /** Relationships that matter only if they lead to a package, which is not known yet. */
  const undecided: string[] = [];

  const endPackage = () => {
    const { SPDXID, checksums, externalRefs } = subject ?? {};
    const isOwner = listOf(externalRefs).some((ref) => isOfSystem(textIn(ref, "referenceLocator")));
    if (checksums !== undefined && typeof SPDXID === "string") known.set(SPDXID, isOwner);
  };

  const takeRelationship = (value: string) => {
    const [from = "", kind = ""] = value.split(/\s+/, 2);
    if (!isReadRelationship(kind) || kind === "OTHER") return;
    if (kind !== "CONTAINS") relationships.push(relationshipIn(copyOf(value)));
    // Thousands of files are contained in each package.
    else if (known.get(from) !== false) undecided.push(copyOf(value));
  };

  const take = (tag: string, written: string) => {
    // A tag of a package before the first one is nobody's.
    if (OF_PACKAGES.has(tag) && subject?.checksums === undefined) return;
    if (tag === "Relationship") {
      takeRelationship(written);
      return;
    }
    if (tag === "PackageName" || OTHER_BEGINNINGS.has(tag)) endPackage();
    if (OTHER_BEGINNINGS.has(tag) && tag !== "LicenseID") subject = undefined;
    if (subject === undefined && !BEGINNINGS.has(tag)) return;
    if (tag === "ExternalRef" && !/\spurl\s/.test(written)) return;
    const value = copyOf(written);
    if (tag === "PackageName") {
      subject = { name: value, checksums: [], externalRefs: [] };
      packages.push(subject);
    } else if (tag === "LicenseID") {
      subject = { licenseId: value };
      licenses.push(subject);
    } else if (tag === "SPDXREF") noteOf = value;
    else if (tag === "AnnotationComment") notes.push({ of: noteOf, comment: value });
    else if (subject === undefined) return;
    else if (tag === "DocumentName") subject.name = value;
    else if (tag === "SPDXVersion") subject.spdxVersion = value;
    else if (tag === "ExtractedText") subject.extractedText = value;
    else if (tag === "PackageChecksum") {
      const [algorithm, checksumValue] = value.split(/:\s*/);
      (subject.checksums as Record_[]).push({ algorithm, checksumValue });
    } else if (tag === "ExternalRef") {
      const [referenceCategory, referenceType, referenceLocator] = value.split(/\s+/);
      (subject.externalRefs as Record_[]).push({ referenceCategory, referenceType, referenceLocator });
    } else {
      const key = Object.hasOwn(PACKAGE_TAGS, tag) ? PACKAGE_TAGS[tag] : undefined;
      if (key !== undefined) subject[key] = value;
    }
  };

  const end = () => {
    endPackage();
    for (const value of undecided) {
      const one = relationshipIn(value);
      if (known.has(one.relatedSpdxElement)) relationships.push(one);
    }
    const byId = new Map([document, ...packages].map((one) => [one.SPDXID, one]));
    for (const { of, comment } of notes) {
      const owner = byId.get(of);
      if (!owner) continue;
      owner.annotations ??= [];
      (owner.annotations as Record_[]).push({ comment });
    }
    return document;
  };
  return { take, end };
}

function relationshipIn(value: string) {
  const [from, kind, ...to] = value.split(/\s+/);
  return { spdxElementId: from, relationshipType: kind, relatedSpdxElement: to.join(" ") };
}

/** A text that is a part of another one keeps all of that in memory. */
const copyOf = (text: string) => structuredClone(text);

/** Tags that may stand behind a file, and are not about it. */
const BEGINNINGS = new Set(["PackageName", "LicenseID", "SPDXREF", "AnnotationComment"]);

/** Tags that add to a list of a package. */
const OF_PACKAGES = new Set(["PackageChecksum", "ExternalRef"]);
