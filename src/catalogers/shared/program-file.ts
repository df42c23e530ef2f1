import type { ByteSource } from "../../formats/byte-source.ts";
import { type Program, readProgram } from "../../formats/program.ts";
import type { FileFacts } from "../cataloger.ts";

/** What may be run and yet is no program: scripts, data, and libraries, which are looked at elsewhere. */
const NOT_A_PROGRAM = new Set(
  "sh bash zsh fish csh py pyc pyo pl pm rb js mjs cjs ts php lua tcl awk sed r jl groovy kts"
    .concat(" txt md rst html htm css xml json yaml yml toml ini cfg conf properties sql csv")
    .concat(" c h cc cpp hpp go rs java class jar war ear png jpg gif svg pdf gz bz2 xz zst zip tar whl")
    .concat(" so a o la ko dll dylib node pem crt key tmpl in am ac bat cmd ps1 service")
    .split(" "),
);

/** Folders of what describes programs. */
const NO_PROGRAMS = /(?:^|\/)(?:usr\/share\/(?:doc|man|locale|zoneinfo)|usr\/src|proc|sys)\//;

/** No program of a language with a run-time of its own is smaller. */
export const LEAST_PROGRAM_BYTES = 64 * 1024;

/** Whether a file may be a program that somebody built, by all that is known before it is read. */
export function mayBeProgram(path: string, { sizeBytes, isExecutable }: FileFacts): boolean {
  if (sizeBytes < LEAST_PROGRAM_BYTES) return false;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
  // On Windows no file is marked as a program but by its name.
  if (!isExecutable && extension !== "exe") return false;
  return !NOT_A_PROGRAM.has(extension) && !/\.so\.[\d.]+$/.test(name) && !NO_PROGRAMS.test(path);
}

/** First bytes of ELF, of PE's old header, and of Mach-O in either order of bytes, also for several architectures. */
const MAGICS = ["7f454c46", "4d5a", "feedface", "feedfacf", "cefaedfe", "cffaedfe", "cafebabe", "cafebabf"];

/** Whether a file may be a program by its first bytes. */
export function beginsAsProgram(head: Uint8Array): boolean {
  const start = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return MAGICS.some((magic) => start.startsWith(magic));
}

/** Kept for each set of bytes: several catalogers ask for the same file, one after the other. */
const programs = new WeakMap<ByteSource, { readonly program: Program | undefined }>();

/** The program that a file is, if it is one. */
export function programOf(file: ByteSource): Program | undefined {
  const known = programs.get(file) ?? { program: readProgram(file) };
  programs.set(file, known);
  return known.program;
}
