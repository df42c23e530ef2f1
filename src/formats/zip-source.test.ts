import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ZipEntryFixture, zipOf } from "../../test/support/zip.ts";
import { codeOf, messageOf } from "../model/errors.ts";
import { type ByteSource, sourceOf } from "./byte-source.ts";
import { beginsAsZip, listZip, readZipEntry } from "./zip-source.ts";

const all = { wants: () => true, mostEntries: 1000 };

function filesOf(source: ByteSource, maxBytes = 1_000_000): Record<string, string> {
  const { entries } = listZip(source, all);
  return Object.fromEntries(
    entries.map((entry) => {
      const content = readZipEntry(source, entry, maxBytes);
      return [entry.name, Buffer.from(content.read(0, content.sizeBytes)).toString()];
    }),
  );
}

const plain: ZipEntryFixture[] = [
  { name: "META-INF/MANIFEST.MF", content: "Manifest-Version: 1.0\n" },
  { name: "lib/", content: "" },
  { name: "lib/größe.txt", content: "x".repeat(10_000) },
  { name: "stored", content: "as it is", stored: true },
];
const plainFiles = Object.fromEntries(plain.map(({ name, content }) => [name, String(content)]));

describe("reads a zip", () => {
  test("with packed and with stored files", () => {
    expect(filesOf(sourceOf(zipOf(plain)))).toEqual(plainFiles);
  });

  test("without any", () => {
    expect(listZip(sourceOf(zipOf([])), all)).toEqual({ entries: [], troubles: [], isCut: false });
  });

  test("with a script before it, whether offsets count that or not", () => {
    const script = Buffer.from("#!/bin/sh\nexec java -jar $0\n");
    expect(filesOf(sourceOf(Buffer.concat([script, zipOf(plain)])))).toEqual(plainFiles);
  });

  test("with a comment that looks like an end record", () => {
    const zip = zipOf(plain);
    zip.writeUInt16LE(30, zip.length - 2);
    const comment = Buffer.concat([Buffer.from("PK\x05\x06"), Buffer.alloc(26, 0xff)]);
    expect(filesOf(sourceOf(Buffer.concat([zip, comment])))).toEqual(plainFiles);
  });

  test("with something behind it", () => {
    expect(filesOf(sourceOf(Buffer.concat([zipOf(plain), Buffer.alloc(100)])))).toEqual(plainFiles);
  });

  test("in the large form, whose numbers stand elsewhere", () => {
    expect(filesOf(sourceOf(zip64Of("name", "content")))).toEqual({ name: "content" });
    const moved = Buffer.concat([Buffer.from("prefix"), zip64Of("name", "content")]);
    expect(filesOf(sourceOf(moved))).toEqual({ name: "content" });
  });
});

/** One stored file, with all that ZIP64 allows to move there. */
function zip64Of(name: string, content: string): Buffer {
  const zip = zipOf([{ name, content, stored: true }]);
  const directoryAt = zip.indexOf("PK\x01\x02", 0, "latin1");
  const local = zip.subarray(0, directoryAt);
  const entry = Buffer.from(zip.subarray(directoryAt, zip.length - 22));
  for (const at of [20, 24, 42]) entry.writeUInt32LE(0xffffffff, at);
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(content.length), 4);
  extra.writeBigUInt64LE(BigInt(content.length), 12);
  entry.writeUInt16LE(extra.length, 30);
  const directory = Buffer.concat([entry, extra]);
  const record = Buffer.alloc(56);
  record.write("PK\x06\x06", "latin1");
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(1n, 24);
  record.writeBigUInt64LE(1n, 32);
  record.writeBigUInt64LE(BigInt(directory.length), 40);
  record.writeBigUInt64LE(BigInt(local.length), 48);
  const locator = Buffer.alloc(20);
  locator.write("PK\x06\x07", "latin1");
  locator.writeBigUInt64LE(BigInt(local.length + directory.length), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22, 0xff);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(0, 20);
  return Buffer.concat([local, directory, record, locator, end]);
}

test("a stored file is a part of the source, and nothing is copied", () => {
  const zip = zipOf([{ name: "inner.jar", content: "bytes", stored: true }]);
  const source = sourceOf(zip);
  const [entry] = listZip(source, all).entries;
  const inner = entry && readZipEntry(source, entry, 100);
  expect(inner?.read(0, 100).buffer).toBe(zip.buffer);
  expect(Buffer.from(inner?.read(3, 100) ?? []).toString()).toBe("es");
  expect(inner?.read(9, 5)).toHaveLength(0);
});

describe("tells of a file that", () => {
  const rows: [string, ZipEntryFixture, string][] = [
    ["is encrypted", { name: "a", content: "x", flags: 1 }, "FILE_MALFORMED: is encrypted"],
    [
      "is packed in another way",
      { name: "a", content: "x", method: 14 },
      "FILE_MALFORMED: is packed by the unknown method 14",
    ],
    [
      "is longer than it says",
      { name: "a", content: "x".repeat(5000), uncompressedSize: 10 },
      "LIMIT_EXCEEDED: unpacks to more than 11 bytes",
    ],
    [
      "is shorter than it says",
      { name: "a", content: "x", uncompressedSize: 10 },
      "FILE_MALFORMED: is not as long as the directory says",
    ],
    [
      "says that it is huge",
      { name: "a", content: "x", uncompressedSize: 0xfffffffe },
      "LIMIT_EXCEEDED: has 4294967294 bytes, more than 1000000",
    ],
    ["is larger than wanted", { name: "a", content: "x".repeat(1_000_001) }, "LIMIT_EXCEEDED: has 1000001 bytes"],
  ];
  test.each(rows)("%s", (_what, entry, message) => {
    const read = () => filesOf(sourceOf(zipOf([entry])));
    let told = "";
    try {
      read();
    } catch (error) {
      told = `${codeOf(error)}: ${messageOf(error)}`;
    }
    expect(told).toContain(message);
  });
});

test("of two files of one name the later counts, and that is told", () => {
  const zip = sourceOf(
    zipOf([
      { name: "a", content: "1" },
      { name: "a", content: "2" },
    ]),
  );
  expect(listZip(zip, all).troubles).toEqual(["has 'a' twice; the later one counts"]);
  expect(filesOf(zip)).toEqual({ a: "2" });
});

test("files that share bytes are left out but for the first", () => {
  const zip = zipOf([
    { name: "a", content: "1" },
    { name: "b", content: "2" },
  ]);
  zip.writeUInt32LE(0, zip.lastIndexOf("PK\x01\x02", undefined, "latin1") + 42);
  const { entries, troubles } = listZip(sourceOf(zip), all);
  expect(entries.map(({ name }) => name)).toEqual(["a"]);
  expect(troubles).toEqual(["'b' shares bytes with another file, which no honest zip does"]);
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["text", Buffer.from("version https://git-lfs.example/spec/v1")],
  ["a zip that was cut", zipOf(plain).subarray(0, 200)],
  ["a zip whose beginning was cut", zipOf(plain).subarray(60)],
])("%s is no zip", (_what, bytes) => {
  expect(() => listZip(sourceOf(bytes), all)).toThrow(/zip/);
});

test("names with an ending that is passed over are not listed, and no more than are wanted", () => {
  const names = ["a.class", "b", "c.class", "class", "d", "e"];
  const source = sourceOf(zipOf(names.map((name) => ({ name, content: "" }))));
  const list = (mostEntries: number) => {
    const { entries, troubles, isCut } = listZip(source, { wants: () => true, passesOver: ".class", mostEntries });
    return { names: entries.map(({ name }) => name), troubles, isCut };
  };
  expect(list(4)).toEqual({ names: ["b", "class", "d", "e"], troubles: [], isCut: false });
  expect(list(3)).toEqual({ names: ["b", "class", "d"], troubles: [], isCut: true });
});

describe("a file that is unpacked to disk", () => {
  const content = Buffer.alloc(9 * 1024 * 1024, "0123456789");
  const open = (more: object) => {
    const source = sourceOf(zipOf([{ name: "a", content, ...more }]));
    const [entry] = listZip(source, all).entries;
    if (!entry) throw new Error("no entry");
    return readZipEntry(source, entry, 1e9);
  };

  test("is what was packed", () => {
    const opened = open({});
    expect(opened.sizeBytes).toBe(content.length);
    expect(Buffer.from(opened.read(8_999_990, 100)).toString()).toBe(content.toString("latin1", 8_999_990, 9_000_090));
    expect(Buffer.from(opened.read(0, content.length)).equals(content)).toBe(true);
    opened.close?.();
  });

  test.each([content.length - 1, content.length + 1])("is told where it should have %i bytes", (uncompressedSize) => {
    expect(() => open({ uncompressedSize })).toThrow(/is not as long as the directory says|unpacks to more than/);
  });

  test("is told where it is damaged, or cut", () => {
    const source = zipOf([{ name: "a", content }]);
    expect(() => {
      const [entry] = listZip(sourceOf(source), all).entries;
      if (entry) readZipEntry(sourceOf(source.fill(0xff, 100, 200)), entry, 1e9);
    }).toThrow(/cannot be unpacked/);
  });
});

test("tells by its beginning whether something is a zip", () => {
  expect(beginsAsZip(sourceOf(zipOf(plain)))).toBe(true);
  expect(beginsAsZip(sourceOf(zipOf([])))).toBe(true);
  expect(beginsAsZip(sourceOf(Buffer.from("Rar!")))).toBe(false);
});

test("whatever the bytes, it ends in files or in an error that is known", () => {
  const zip = zip64Of("META-INF/MANIFEST.MF", "content of some length");
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { maxLength: 8 }), (changes) => {
      const bytes = Buffer.from(zip);
      for (const [at, value] of changes) bytes[at] = value;
      const source = sourceOf(bytes);
      try {
        for (const entry of listZip(source, all).entries) readZipEntry(source, entry, 10_000).read(0, 10_000);
      } catch (error) {
        expect(codeOf(error)).not.toBe("INTERNAL");
      }
    }),
    { numRuns: 2000 },
  );
});
