import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { writeTar } from "../../../src/formats/tar-writer.ts";
import { secretReader } from "../../../src/secrets/reader.ts";
import { packOf } from "../../support/git-pack.ts";
import { madeUp, randomNumbers } from "../../support/made-up-secret.ts";
import { zipOf } from "../../support/zip.ts";
import type { Target } from "../target.ts";
import { readerTarget } from "./readers.ts";

const secret = madeUp("ghp_[A-Za-z0-9]{36}", randomNumbers(3));
const text = `# settings\nTOKEN=${secret}\nDB_PASSWORD=Abc123!xyz\nkind: Secret\ndata:\n  a: c29tZSBwYXNzd29yZA==\n`;
const tar = writeTar([{ path: "conf/prod.env", content: text }]);
const zip = zipOf([{ name: "conf/prod.env", content: text }]);
const idOf = (content: string) => createHash("sha1").update(`blob ${content.length}\0${content}`).digest();
const sizeOf = (size: number) => [0x80 | (size & 0x7f), size >> 7];

/** As they are, and not packed: what is damaged is then what a pack says, and not how it is packed. */
const pack = packOf(
  [
    [3, Buffer.alloc(0), Buffer.from(text)],
    [7, idOf(text), Buffer.from([...sizeOf(text.length), 5, 0x90, 3, 2, 0x61, 0x62])],
    [2, Buffer.alloc(0), Buffer.from(`100644 .env\0${"i".repeat(20)}`)],
  ],
  3,
  0,
);

const paths = [
  "app/prod.env",
  "app/bundle.zip",
  "app/app.jar",
  "app/backup.tar",
  "app/backup.tar.gz",
  `app/.git/objects/pack/pack-${"0a".repeat(20)}.pack`,
  `app/.git/objects/ab/${"0a".repeat(19)}`,
];

/** Files of all kinds that secrets are looked for in, each read as if it were each of them. */
export const secretFiles: Target = {
  ...readerTarget(secretReader("ab".repeat(32)), paths, "etc/hostname", [text, zip, tar, gzipSync(tar), pack]),
  name: "secrets",
};
