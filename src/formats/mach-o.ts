import type { ByteSource } from "./byte-source.ts";
import {
  MOST_SECTIONS,
  type Program,
  type ProgramSection,
  type ProgramSegment,
  readAt,
  textAt,
  viewOf,
} from "./program.ts";
import { subSource } from "./zip-source.ts";

const UNIVERSAL = 0xcafebabe;
const UNIVERSAL_64 = 0xcafebabf;
/** A Java class begins with the same four bytes; its next four are a version of 45 and more. */
const MOST_ARCHITECTURES = 20;
const MOST_COMMAND_BYTES = 4 * 1024 * 1024;

const SEGMENT = 1;
const SEGMENT_64 = 0x19;
/** May be read and written. */
const READ_WRITE = 3;

/** Source: mach/machine.h of https://github.com/apple-oss-distributions/xnu */
const CPUS: Readonly<Record<number, string>> = { 7: "386", 12: "arm", 16777223: "amd64", 16777228: "arm64" };

/** Reads the tables of a macOS program, of one for several architectures those of the first; `undefined` for others. */
export function readMachO(source: ByteSource): Program | undefined {
  const head = readAt(source, 0, 40);
  if (head.length < 28) return undefined;
  const view = viewOf(head);
  const magic = view.getUint32(0, false);
  if (magic !== UNIVERSAL && magic !== UNIVERSAL_64) return readThin(source);
  const count = view.getUint32(4, false);
  if (count === 0 || count > MOST_ARCHITECTURES) return undefined;
  const wide = magic === UNIVERSAL_64;
  const offset = wide ? Number(view.getBigUint64(16, false)) : view.getUint32(16, false);
  const sizeBytes = wide ? Number(view.getBigUint64(24, false)) : view.getUint32(20, false);
  if (offset < 8 || offset + sizeBytes > source.sizeBytes) return undefined;
  return readThin(subSource(source, offset, sizeBytes));
}

function readThin(source: ByteSource): Program | undefined {
  const head = readAt(source, 0, 32);
  if (head.length < 28) return undefined;
  const view = viewOf(head);
  const form = FORMS[view.getUint32(0, false).toString(16)];
  if (!form) return undefined;
  const { little, is64 } = form;
  const architecture = CPUS[view.getUint32(4, little)];
  const commandsAt = is64 ? 32 : 28;
  const bytes = readAt(source, commandsAt, Math.min(view.getUint32(20, little), MOST_COMMAND_BYTES));
  const commands = viewOf(bytes);
  const sections: ProgramSection[] = [];
  const segments: ProgramSegment[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const kind = commands.getUint32(at, little);
    const length = commands.getUint32(at + 4, little);
    if (length < 8 || at + length > bytes.length) break;
    if (kind === SEGMENT || kind === SEGMENT_64) {
      addSegment(bytes.subarray(at, at + length), kind === SEGMENT_64, little, sections, segments);
    }
    at += length;
  }
  return {
    format: "mach-o",
    ...(architecture && { architecture }),
    isLittleEndian: little,
    sections,
    segments,
    source,
  };
}

/** By the first four bytes, read as a large-endian number. */
const FORMS: Readonly<Record<string, { readonly little: boolean; readonly is64: boolean }>> = {
  cffaedfe: { little: true, is64: true },
  cefaedfe: { little: true, is64: false },
  feedfacf: { little: false, is64: true },
  feedface: { little: false, is64: false },
};

function addSegment(
  command: Uint8Array,
  is64: boolean,
  little: boolean,
  sections: ProgramSection[],
  segments: ProgramSegment[],
): void {
  const headBytes = is64 ? 72 : 56;
  if (command.length < headBytes) return;
  const view = viewOf(command);
  const number = (at: number) => (is64 ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  const name = textAt(command, 8, 16);
  segments.push({
    name,
    address: number(24),
    offset: is64 ? number(40) : number(32),
    sizeBytes: is64 ? number(48) : number(36),
    isData: (view.getUint32(is64 ? 60 : 44, little) & 7) === READ_WRITE,
  });
  const sectionBytes = is64 ? 80 : 68;
  for (let at = headBytes; at + sectionBytes <= command.length && sections.length < MOST_SECTIONS; at += sectionBytes) {
    const sizeBytes = is64 ? Number(view.getBigUint64(at + 40, little)) : view.getUint32(at + 36, little);
    sections.push({ name: textAt(command, at, 16), offset: view.getUint32(at + (is64 ? 48 : 40), little), sizeBytes });
  }
}
