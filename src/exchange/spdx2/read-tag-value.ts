import type { Report } from "../../model/errors.ts";

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

/**
 * Reads lines of `Tag: value` into the shape of the JSON form.
 * Source: https://spdx.github.io/spdx-spec/v2.3/conformance/
 */
export function parseTagValue(text: string, report: Report): Record_ {
  const packages: Record_[] = [];
  const licenses: Record_[] = [];
  const relationships: Record_[] = [];
  const notes: { of: string | undefined; comment: string }[] = [];
  const document: Record_ = { packages, relationships, hasExtractedLicensingInfos: licenses };
  /** What the lines speak of; nothing while it is a file or a snippet. */
  let subject: Record_ | undefined = document;
  let noteOf: string | undefined;

  const take = (tag: string, value: string) => {
    if (tag === "PackageName") {
      subject = { name: value, checksums: [], externalRefs: [] };
      packages.push(subject);
    } else if (OTHER_BEGINNINGS.has(tag)) {
      subject = tag === "LicenseID" ? { licenseId: value } : undefined;
      if (subject) licenses.push(subject);
    } else if (tag === "Relationship") {
      const [from, kind, ...to] = value.split(/\s+/);
      relationships.push({ spdxElementId: from, relationshipType: kind, relatedSpdxElement: to.join(" ") });
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

  let wrong = 0;
  for (const { tag, value, line } of linesOf(text)) {
    if (tag !== undefined) {
      // A tag of a package before the first one is nobody's.
      if (/^Package(?:Checksum)$|^ExternalRef$/.test(tag) && subject?.checksums === undefined) continue;
      take(tag, value);
    } else if (wrong++ === 0) {
      report({ code: "FILE_MALFORMED", message: `line ${line} is no tag with a value` });
    }
  }

  const byId = new Map([document, ...packages].map((one) => [one.SPDXID, one]));
  for (const { of, comment } of notes) {
    const owner = byId.get(of);
    if (!owner) continue;
    owner.annotations ??= [];
    (owner.annotations as Record_[]).push({ comment });
  }
  return document;
}

const OPEN = "<text>";
const CLOSE = "</text>";

/** Each tag with its value, which may have several lines; comments and empty lines left out. */
function* linesOf(text: string): Generator<{ tag?: string; value: string; line: number }> {
  let line = 0;
  for (let at = 0; at < text.length; ) {
    line++;
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const whole = text.slice(at, end).replace(/\r$/, "");
    const begins = at;
    at = end + 1;
    if (whole.trim() === "" || whole.startsWith("#")) continue;
    const colon = whole.indexOf(":");
    const tag = whole.slice(0, Math.max(colon, 0)).trim();
    if (!/^[A-Za-z]{1,60}$/.test(tag)) {
      yield { value: whole, line };
      continue;
    }
    const value = whole.slice(colon + 1).trim();
    if (!value.startsWith(OPEN)) {
      yield { tag, value, line };
      continue;
    }
    const opened = text.indexOf(OPEN, begins) + OPEN.length;
    const closed = text.indexOf(CLOSE, opened);
    const closes = closed < 0 ? text.length : closed;
    const content = text.slice(opened, closes);
    yield { tag, value: content, line };
    const after = text.indexOf("\n", closes);
    at = after < 0 ? text.length : after + 1;
    for (let next = content.indexOf("\n"); next >= 0; next = content.indexOf("\n", next + 1)) line++;
  }
}
