import { seekTar } from "../../../src/formats/seek-tar.ts";
import type { TarHeader } from "../../../src/formats/tar-header.ts";
import { TarReader, type TarVisitor } from "../../../src/formats/tar-reader.ts";
import { writeTar } from "../../../src/formats/tar-writer.ts";
import type { OpenSlice } from "../../../src/host/files.ts";
import { sha256Of } from "../../../src/host/sha256.ts";
import { codeOf, messageOf } from "../../../src/model/errors.ts";
import {
  concat,
  END,
  file,
  folder,
  globalPax,
  gnuSparse,
  hardlink,
  header,
  longLink,
  longName,
  pax,
  paxSparse,
  raw,
  symlink,
} from "../../end-to-end/hostile-tar.ts";
import { firstDifference } from "../first-difference.ts";
import { mendTar } from "../mend-tar.ts";
import type { Random } from "../random.ts";
import type { Target } from "../target.ts";

const CORPUS = [
  writeTar([
    { path: "etc/", type: "directory" },
    { path: "etc/os-release", content: "ID=debian\n" },
    { path: `${"long/".repeat(30)}name`, content: "x".repeat(2000) },
    { path: "link", type: "symlink", linkTarget: "etc/os-release" },
    { path: "hard", type: "hardlink", linkTarget: "etc/os-release" },
  ]),
  concat(
    longName("n".repeat(150)),
    longLink("l".repeat(150)),
    symlink("x", "y"),
    pax({ path: "p", size: "3", "SCHILY.xattr.user.x": raw("\xff\0") }),
    file("q", "abc"),
    globalPax({ comment: "x" }),
    folder("d"),
    hardlink("h", "p"),
    gnuSparse("s", "sparse"),
    paxSparse("t", "sparse"),
    header({ name: "dev", flag: "3" }),
    END,
    raw("behind the end"),
  ),
];

/** What a walk over a tar tells. */
interface Told {
  readonly entries: TarHeader[];
  readonly contents: string[];
  /** What is wrong with it from some place on. */
  readonly error: string | undefined;
}

/** Wants every other entry, so that content is both kept and passed over. */
function listener() {
  const entries: TarHeader[] = [];
  const contents: string[] = [];
  const visitor: TarVisitor = {
    onEntry(entry) {
      entries.push(entry);
      return entries.length % 2 === 1 && entry.sizeBytes < 1e6;
    },
    onContent: ({ path }, content) => void contents.push(`${path}: ${content.length} ${sha256Of(content)}`),
  };
  return { visitor, told: (error?: string): Told => ({ entries, contents, error }) };
}

/** The whole tar, in pieces of any size. */
function push(bytes: Uint8Array, random: Random): Told {
  const { visitor, told } = listener();
  const reader = new TarReader(visitor);
  try {
    for (let at = 0; at < bytes.length; ) {
      const piece = bytes.subarray(at, at + 1 + random.below(random.pick([3, 600, 5000, 100_000])));
      reader.push(piece);
      at += piece.length;
    }
    reader.end();
    return told();
  } catch (error) {
    return told(known(error));
  }
}

/** By its headers alone. */
async function seek(bytes: Uint8Array): Promise<Told> {
  const { visitor, told } = listener();
  const slice: OpenSlice = {
    sizeBytes: bytes.length,
    read: (offset, sizeBytes) => bytes.slice(offset, offset + sizeBytes),
    [Symbol.asyncDispose]: async () => {},
  };
  try {
    await seekTar(slice, new TarReader(visitor));
    return told();
  } catch (error) {
    return told(known(error));
  }
}

/** @throws What was not thrown on purpose. */
function known(error: unknown): string {
  if (codeOf(error) === "INTERNAL") throw error;
  return `${codeOf(error)}: ${messageOf(error)}`;
}

/** A tar says the same whether it is pushed, in whatever pieces, or sought in. */
export const tar: Target = {
  name: "tar",
  corpus: () => CORPUS,
  mend: mendTar,
  async read(bytes, random) {
    const pushed = push(bytes, random);
    const sought = await seek(bytes);
    const [a, b] = [JSON.stringify(pushed), JSON.stringify(sought)];
    if (a !== b) throw new Error(`pushed and sought it differs ${firstDifference(a, b)}`);
    return pushed;
  },
};
