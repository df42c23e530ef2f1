const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/**
 * How much Plimsoll is willing to read of what a stranger made. Going over one is a problem in the report,
 * never a crash. `docs/reference/limits.md` is made from this table.
 */
export const LIMITS = {
  documentBytes: {
    value: 16 * MIB,
    unit: "bytes",
    why: "One index, manifest or config; registries take manifests of 4 MiB, a config with a long history is larger.",
  },
  documentDepth: {
    value: 100,
    unit: "levels",
    why: "Lists and objects within each other in one of those; honest ones have six, and whoever walks them needs a stack.",
  },
  documentValues: {
    value: 250_000,
    unit: "values",
    why: "Texts, numbers, lists and objects in one of those: each costs memory; 10,000 layers with annotations have 70,000.",
  },
  documentTextCharacters: {
    value: 4 * MIB,
    unit: "characters",
    why: "One text in one of those; labels of build tools that list all packages have up to one million.",
  },
  indexDepth: {
    value: 4,
    unit: "levels",
    why: "Indexes within indexes; builders write one.",
  },
  archiveMembers: {
    value: 100_000,
    unit: "members",
    why: "Files in an archive of images: more than any image has blobs.",
  },
  archiveBytes: {
    value: 512 * GIB,
    unit: "bytes",
    why: "An archive that comes packed, or through a pipe, unpacked: it is kept on disk while it is read.",
  },
  layerEntries: {
    value: 4_000_000,
    unit: "entries",
    why: "The largest images in the wild have 1.5 million files in all; each costs memory.",
  },
  layerBytes: {
    value: 128 * GIB,
    unit: "bytes",
    why: "Unpacked size of one layer: several times the largest machine-learning images.",
  },
  expansionFloorBytes: {
    value: GIB,
    unit: "bytes",
    why: "Below this unpacked size the ratio is not looked at: an empty file system packs very well.",
  },
  expansionRatio: {
    value: 250,
    unit: "times",
    why: "Unpacked to packed size of one layer. Software packs 2 to 10 times; a bomb 1,000 and more.",
  },
  layerPathCharacters: {
    value: 256 * MIB,
    unit: "characters",
    why: "All paths and link targets of one layer: four million of average length.",
  },
  layerSeconds: {
    value: 600,
    unit: "seconds",
    why: "Work on one layer, waiting for its bytes not counted: the largest layers take one or two minutes.",
  },
  sbomBytes: {
    value: 384 * MIB,
    unit: "bytes",
    why: "A list of packages that another tool wrote, unpacked: of the largest images they have 300 MB.",
  },
  sbomValues: {
    value: 20_000_000,
    unit: "values",
    why: "Texts, numbers, lists and objects in such a list: each costs memory; one of 300 MB has ten million.",
  },
  vexBytes: {
    value: 64 * MIB,
    unit: "bytes",
    why: "A VEX document, unpacked: those of whole products in VEX hubs have up to some ten MB. It is held in memory.",
  },
  fileBytes: {
    value: 512 * MIB,
    unit: "bytes",
    why: "One file that is read; each reader has its own bound below this one.",
  },
  layerWantedBytes: {
    value: 4 * GIB,
    unit: "bytes",
    why: "All files of one layer that are looked into, one after the other: package databases take 100 MB, programs and jars several times that.",
  },
  evidenceBytes: {
    value: 64 * MIB,
    unit: "bytes",
    why: "What is kept of those files, of one layer and of all together: 200 bytes for every value, and its text. A full desktop has 10 MB; where it is more, what the newest layers say is left out.",
  },
  secretArchiveBytes: {
    value: 64 * MIB,
    unit: "bytes",
    why: "An archive within an image that secrets are looked for in, as it is and unpacked: it is held in memory. Jars, bundles of settings and repositories of git have some ten MB.",
  },
  pathCharacters: {
    value: 4096,
    unit: "characters",
    why: "A path or the target of a link: PATH_MAX of Linux, no container could open a longer one.",
  },
  linkDepth: {
    value: 40,
    unit: "links",
    why: "Symbolic links that one path leads through: as many as Linux follows.",
  },
  packageTextCharacters: {
    value: 1000,
    unit: "characters",
    why: "A name, version, licence or description of one package: the longest honest ones have some hundred.",
  },
  layerProblems: {
    value: 1000,
    unit: "problems",
    why: "A layer of nothing but broken files would fill the report; the rest is told as a number.",
  },
} as const satisfies Record<string, { value: number; unit: string; why: string }>;

/** The values, by name; tests pass smaller ones. */
export type Limits = Readonly<Record<keyof typeof LIMITS, number>>;

export const DEFAULT_LIMITS: Limits = Object.fromEntries(
  Object.entries(LIMITS).map(([name, { value }]) => [name, value]),
) as Limits;
