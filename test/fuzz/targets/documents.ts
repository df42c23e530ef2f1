import { buildImage, buildIndex } from "../../../src/image/build/build-image.ts";
import { parseDocument } from "../../../src/image/documents.ts";
import { codeOf, messageOf } from "../../../src/model/errors.ts";
import { realFiles } from "../real-files.ts";
import type { Target } from "../target.ts";

const image = buildImage({
  layers: [{ entries: [{ path: "a" }], createdBy: "RUN a" }, { entries: [{ path: "b" }] }],
  config: { Env: ["A=b"], ExposedPorts: { "80/tcp": {} }, Labels: { a: "b" }, Cmd: ["sh"], Entrypoint: null },
  emptyHistory: ["CMD sh"],
  variant: "v8",
});
const save = JSON.stringify([{ Config: "c.json", RepoTags: ["a:1"], Layers: ["1/layer.tar", "2/layer.tar"] }]);

const KINDS = ["index", "manifest", "config", "manifest.json"] as const;

const corpus = [
  buildIndex([image]).bytes,
  image.manifest.bytes,
  image.config.bytes,
  new TextEncoder().encode(save),
  ...realFiles("oci/blobs/sha256/*").filter(([first]) => first === 0x7b),
];

/** Every kind of document, read as each of them. */
export const documents: Target = {
  name: "documents",
  corpus: () => corpus,
  read: (bytes) =>
    KINDS.map((kind) => {
      try {
        return parseDocument(kind, bytes, "here");
      } catch (error) {
        if (codeOf(error) === "INTERNAL") throw error;
        return `${codeOf(error)}: ${messageOf(error)}`;
      }
    }),
};
