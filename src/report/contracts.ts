import { z } from "zod";
import { MISS_REASONS } from "../matching/explain.ts";
import { AFFECTED_STATES } from "../model/advisory.ts";
import { FIX_STATES } from "../model/finding.ts";

// The JSON forms are contracts: docs/reference/schemas/ is made from these shapes, and a test holds real output to
// them. Fields may be added, so the schemas let others pass; none is renamed or taken away without a new major version.

const Layer = z
  .object({
    ordinal: z.int().nonnegative().describe("Position in the image, oldest first, from 0."),
    diffId: z.string().describe("Digest of the uncompressed tar; empty for a folder."),
    digest: z.string().optional().describe("Digest of the blob as stored, where the image names one."),
  })
  .describe("The layer that brought the package.");

const Problem = z.object({
  code: z.string().describe("See errors.md."),
  message: z.string(),
  path: z.string().optional().describe("In the image, from its root."),
  layer: z.int().optional(),
  purl: z.string().optional(),
});

const Problems = z.array(Problem).describe("What could not be read or checked. Nothing found is not the same.");

const Platform = z.object({
  os: z.string(),
  architecture: z.string(),
  variant: z.string().optional(),
  osVersion: z.string().optional(),
});

const Digests = z.object({
  index: z.string().optional().describe("Of the index that the image was chosen from."),
  manifest: z.string().optional().describe("Absent in old `docker save` archives."),
  config: z.string().optional().describe("Absent for a folder."),
});

const Distribution = z.object({
  id: z.string(),
  name: z.string(),
  versionId: z.string().optional(),
  codename: z.string().optional(),
  idLike: z.array(z.string()),
  readFrom: z.string().describe("Path of the release file in the image."),
});

const Target = z.object({
  reference: z.string().describe("As it was asked for."),
  names: z.array(z.string()),
  digests: Digests,
  platform: Platform,
  distribution: Distribution.optional(),
  compressedBytes: z.int(),
  packages: z
    .int()
    .describe("How many packages were found, before any filter; what belongs to another one is counted with that."),
});

const Severity = z.enum(["critical", "high", "medium", "low", "unspecified"]);

const Counts = z.object({
  critical: z.int(),
  high: z.int(),
  medium: z.int(),
  low: z.int(),
  unspecified: z.int(),
});

const Source = z.object({ source: z.string().describe("Name of the feed."), id: z.string() });

const Proof = z
  .object({
    rule: z.enum(["distribution", "language", "language-version"]),
    scheme: z.string().describe("Version order that compared."),
    key: z.object({ ecosystem: z.string(), release: z.string(), name: z.string() }),
    installed: z.string().describe("The version that was compared: the source package's in a distribution."),
    range: z.string().describe("The run of versions that holds it."),
    advisory: z.object({ source: z.string(), id: z.string(), sha256: z.string() }),
  })
  .describe("Why one advisory is said to hold.");

const Vulnerability = z.object({
  id: z.string().describe("The CVE, or the advisory's own id where it has none."),
  aliases: z.array(z.string()),
  severity: Severity,
  severitySource: z.string().optional(),
  severityLabel: z.string().optional().describe("The source's own word, where it is another."),
  cvss: z
    .object({
      version: z.string(),
      vector: z.string(),
      score: z.number().optional(),
      by: z.string().optional().describe("Who scored it, where the source only passes it on."),
      source: z.string().describe("Name of the feed."),
    })
    .nullable(),
  cwes: z.array(z.string()),
  summary: z.string().optional(),
  published: z.string().optional(),
  url: z.string(),
  references: z.array(z.string()),
  affectedRange: z.string().describe("Disjoint runs are separated by ` || `."),
  fixedVersion: z.string().nullable().describe("null where no fix is published."),
  state: z.enum(FIX_STATES).describe("What became of the flaw in this package."),
  subscriptionFix: z
    .object({ subscription: z.string(), version: z.string() })
    .optional()
    .describe("A fix that only subscribers get, where there is none for everybody."),
  vendorAdvisories: z.array(z.string()).describe("The vendor's collective advisories that brought the fix."),
  epss: z
    .object({ score: z.number(), percentile: z.number() })
    .optional()
    .describe("How likely it is to be exploited in the next thirty days, both from 0 to 1."),
  exploited: z
    .object({
      added: z.string(),
      due: z.string().optional(),
      ransomware: z.boolean(),
      action: z.string().optional(),
    })
    .optional()
    .describe("Where it is known to be exploited."),
  ssvc: z
    .object({
      exploitation: z.string().optional(),
      automatable: z.string().optional(),
      technicalImpact: z.string().optional(),
      decided: z.string().optional(),
    })
    .optional(),
  disputed: z.boolean().optional(),
  symbols: z
    .array(
      z.object({
        path: z.string().describe("Import path."),
        names: z.array(z.string()).describe("`Func`, `Type.Method`; none: the whole package."),
        systems: z.array(z.string()).optional(),
        architectures: z.array(z.string()).optional(),
      }),
    )
    .optional()
    .describe("Functions that have the flaw, where a source names them."),
  reachability: z
    .enum(["reachable", "not-in-binary", "unknown"])
    .optional()
    .describe("Whether the functions that have the flaw are in the program; of Go packages alone."),
  vex: z
    .object({
      status: z.enum(["not_affected", "affected", "fixed", "under_investigation"]),
      justification: z.string().optional(),
      impact: z.string().optional(),
      action: z.string().optional(),
      author: z.string().optional(),
      time: z.string().optional(),
      source: z.string(),
    })
    .optional()
    .describe("What the last VEX statement says of it; only `not_affected` suppresses."),
  suppressed: z
    .object({
      by: z.enum(["vex", "ignore-file"]),
      status: z.string(),
      justification: z.string().optional(),
      reason: z.string().optional(),
      author: z.string().optional(),
      source: z.string(),
      expires: z.string().optional(),
    })
    .optional()
    .describe("Why it does not count, and who says so."),
  sources: z.array(Source),
  proof: z.array(Proof),
});

/** `plimsoll cves --format json` */
export const CvesDocument = z
  .object({
    target: Target,
    snapshot: z.object({
      id: z.string().describe("SHA-256 of the snapshot file."),
      builtAt: z.string(),
      checkedAt: z.string().describe("When its sources were last asked for news."),
      sources: z.array(
        z.object({
          name: z.string(),
          state: z.enum(["fresh", "stale", "absent", "failed"]),
          records: z.int(),
          fetchedAt: z.string().optional(),
          askedAt: z.string().describe("When it was asked, where that was later than all the others.").optional(),
          reason: z.string().optional(),
        }),
      ),
    }),
    summary: Counts.describe("How many findings count, of each severity, after the filters."),
    suppressed: z.int().describe("How many of the findings that are listed do not count."),
    packages: z
      .array(
        z.object({
          purl: z.string(),
          type: z.string(),
          namespace: z.string().optional(),
          name: z.string(),
          version: z.string(),
          layer: Layer,
          removedIn: Layer.describe("The layer that took it away, with --all-layers.").optional(),
          locations: z.array(z.object({ path: z.string().describe("In the image, from its root."), layer: Layer })),
          vulnerabilities: z.array(Vulnerability).describe("Worst first."),
        }),
      )
      .describe("Packages with findings that pass the filters, worst first."),
    problems: Problems,
  })
  .describe("Vulnerabilities of an image, as `plimsoll cves --format json` writes them.");

const ExplainedPackage = z.object({
  purl: z.string(),
  type: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
  version: z.string(),
  owner: z.string().optional().describe("Package URL of the distribution package that owns its files."),
  layer: Layer,
  locations: z.array(z.object({ path: z.string().describe("In the image, from its root."), layer: Layer })),
});

const ExplainedKey = z
  .object({
    ecosystem: z.string(),
    release: z.string().describe("Empty where there is none."),
    name: z.string().describe("The source package's in most distributions."),
    installed: z.string().describe("The version that is compared."),
    scheme: z.string().describe("Version order that compares."),
    kind: z.enum(["distribution", "language"]),
  })
  .describe("By what a package is looked up.");

const ExplainedRecord = z
  .object({
    source: z.string().describe("Name of the feed."),
    id: z.string(),
    sha256: z.string().describe("Of the record as the snapshot keeps it."),
    url: z.string(),
    published: z.string().optional(),
    modified: z.string().optional(),
    fetchedAt: z.string().optional().describe("When the feed was last read or confirmed."),
    verdict: z
      .enum(["affected", "not-affected", "outside", "unmet", "unreadable"])
      .describe("outside: of other versions; unmet: of another module, architecture or binary package."),
    state: z.enum(AFFECTED_STATES).describe("What the source says of the versions that it names."),
    ranges: z.array(
      z.object({
        range: z.string(),
        holds: z.boolean(),
        bounds: z.array(
          z.object({
            kind: z.enum(["introduced", "after", "fixed", "last-affected"]),
            holds: z.boolean(),
            text: z.string().describe("The comparison as it came out: always a true statement."),
          }),
        ),
      }),
    ),
    listed: z.string().optional().describe("The single version that is listed and hit."),
    only: z
      .object({
        module: z.string().optional(),
        architectures: z.array(z.string()).optional(),
        binaries: z.array(z.string()).optional(),
      })
      .optional(),
    pocket: z.string().optional().describe("The archive beside the release's own that it speaks of: esm."),
    trouble: z.string().optional(),
    vendorAdvisories: z.array(z.string()),
  })
  .describe("What one record says of the package, and what that comes to.");

/** `plimsoll explain --format json` */
export const ExplainDocument = z
  .object({
    id: z.string().describe("As those write it who gave it."),
    names: z.array(z.string()).describe("All names of the flaw."),
    target: z.string().describe("The image as it was asked for."),
    snapshot: z.object({ id: z.string(), builtAt: z.string(), checkedAt: z.string() }),
    affected: z.boolean().describe("Whether any package has a finding of it."),
    cards: z
      .array(
        z.object({
          packages: z.array(ExplainedPackage).describe("Of one source, or one package in several places."),
          key: ExplainedKey,
          records: z.array(ExplainedRecord),
          words: z
            .array(
              z.object({
                source: z.string(),
                severity: z.string().optional(),
                label: z.string().optional(),
                cvss: z.array(z.object({ version: z.string(), vector: z.string(), score: z.number().optional() })),
              }),
            )
            .describe("What each source says of how bad it is."),
          whatToDo: z.string(),
          vulnerability: Vulnerability,
        }),
      )
      .describe("One for each finding, and what it was looked up by."),
    misses: z
      .array(
        z.object({
          reason: z.enum(MISS_REASONS),
          text: z.string(),
          packages: z.array(ExplainedPackage),
          key: ExplainedKey.optional(),
          records: z.array(ExplainedRecord),
          releases: z.array(z.string()).optional(),
          named: z.array(z.string()).optional().describe("Packages that records name."),
        }),
      )
      .describe("Packages that come near, and why they have no finding of it."),
  })
  .describe(
    "Why packages of an image have a finding of an id, or have none, as `plimsoll explain --format json` writes it.",
  );

const History = {
  created: z.string().optional(),
  createdBy: z.string().optional(),
  comment: z.string().optional(),
};

/** `plimsoll inspect --format json` */
export const InspectDocument = z
  .object({
    source: z.object({
      kind: z.enum(["registry", "local", "containerd", "oci-dir", "archive", "fs"]),
      reference: z.string(),
      names: z.array(z.string()),
    }),
    registry: z
      .object({ host: z.string(), url: z.string(), type: z.string() })
      .optional()
      .describe("Where the image's name says which it is."),
    digests: Digests,
    created: z.string().optional(),
    author: z.string().optional(),
    platform: Platform,
    distribution: Distribution.optional(),
    layers: z
      .array(
        z.object({
          ordinal: z.int().nonnegative(),
          digest: z.string().optional(),
          diffId: z.string(),
          chainId: z.string(),
          mediaType: z.string(),
          verified: z.boolean().describe("Whether every byte was hashed, and the digests found to be true."),
          sizeBytes: z.int(),
          uncompressedBytes: z.int().optional(),
          ...History,
        }),
      )
      .describe("Oldest first."),
    emptyHistory: z
      .array(z.object({ afterLayers: z.int(), ...History }))
      .describe("History entries without a layer, and how many layers stood below each."),
    exposedPorts: z.array(z.string()),
    environment: z.array(
      z.object({
        name: z.string(),
        value: z.string(),
        masked: z.literal(true).optional().describe("The value looks like a credential and is not shown."),
      }),
    ),
    labels: z.record(z.string(), z.string()),
    user: z.string().optional(),
    entrypoint: z.array(z.string()),
    command: z.array(z.string()),
    workingDirectory: z.string().optional(),
    stopSignal: z.string().optional(),
    volumes: z.array(z.string()),
    compressedBytes: z.int(),
    uncompressedBytes: z.int().optional(),
    problems: Problems,
  })
  .describe("What an image says of itself, as `plimsoll inspect --format json` writes it.");

const SecretLayer = z.object({ ordinal: z.int().nonnegative(), diffId: z.string(), digest: z.string().optional() });

const SecretPlace = z
  .union([
    z.object({
      kind: z.literal("file"),
      path: z.string().describe("In the image, from its root."),
      member: z.string().optional().describe("Of an archive: the file within it that has the secret."),
      line: z.int().positive().optional().describe("Absent in programs."),
      layer: SecretLayer.describe("The layer that has the file."),
      gone: z
        .object({ how: z.enum(["deleted", "replaced"]), layer: SecretLayer })
        .optional()
        .describe("The later layer that took the file away: it is still in the image for whoever pulls it."),
    }),
    z.object({ kind: z.enum(["environment", "label", "command"]), name: z.string() }),
    z.object({
      kind: z.literal("history"),
      step: z.int().nonnegative().describe("Position of the instruction, oldest first, from 0."),
      layer: SecretLayer.optional().describe("The layer that the instruction made."),
    }),
  ])
  .describe("Where it is.");

const Secret = z.object({
  rule: z.string(),
  title: z.string(),
  provider: z.string().describe("`any` where it is nobody's in particular."),
  severity: Severity,
  masked: z.string().describe("Of a long one, the first four characters and the last two; of a short one, none."),
  fingerprint: z.string().describe("The same for the same secret, within one installation."),
  place: SecretPlace,
});

/** What was looked for and found, in any document. */
export const SecretSection = z.object({
  ruleSet: z.string().describe("Names the set of rules: with another one, other secrets may be found."),
  secrets: z.array(Secret).describe("Worst first."),
  allowed: z.array(Secret.extend({ reason: z.string() })).describe("Those that `--allow` lets be."),
  notRead: z.object({ files: z.int(), bytes: z.int() }).describe("Files that were too large to be looked at."),
});

/** `plimsoll secrets --format json` */
export const SecretsDocument = z
  .object({
    target: Target.omit({ packages: true, distribution: true }),
    summary: Counts.describe("How many there are of each severity, those that are allowed not counted."),
    ...SecretSection.shape,
    problems: Problems,
  })
  .describe("Leaked credentials of an image, as `plimsoll secrets --format json` writes them.");

/** `plimsoll sbom --format json`; names of fields as in Docker Scout's native form. */
export const SbomDocument = z
  .object({
    source: z.object({
      type: z.enum(["image", "folder"]),
      folder: z.object({ path: z.string() }).optional().describe("What was read where it was no image."),
      image: z.object({
        name: z.string(),
        digest: z.string().optional().describe("Of the manifest; of the config where the image has none."),
        tags: z.array(z.string()),
        manifest: z.unknown().optional().describe("The manifest, where there is one."),
        config: z
          .unknown()
          .optional()
          .describe("The config; environment values that look like credentials are masked."),
        raw_manifest: z.string().optional().describe("The manifest's bytes, base64."),
        distro: z
          .object({ os_name: z.string(), os_version: z.string().optional(), os_distro: z.string().optional() })
          .optional(),
        platform: z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() }),
        size: z.int().describe("Compressed bytes of all layers."),
        layers: z.array(
          z.object({
            ordinal: z.int(),
            diff_id: z.string(),
            digest: z.string().optional(),
            size: z.int(),
            verified: z.boolean().describe("Whether every byte was hashed, and the digests found to be true."),
          }),
        ),
      }),
    }),
    artifacts: z.array(
      z.object({
        type: z.string(),
        namespace: z.string().optional(),
        name: z.string(),
        version: z.string(),
        purl: z.string(),
        author: z.string().optional(),
        description: z.string().optional(),
        licenses: z.array(z.string()).describe("As declared."),
        license: z.string().optional().describe("The same as one SPDX expression."),
        url: z.string().optional(),
        architecture: z.string().optional(),
        source_name: z.string().optional(),
        source_version: z.string().optional(),
        installed_size: z.int().optional(),
        size: z.int().optional().describe("Bytes of the package's own file."),
        checksums: z.array(z.object({ algorithm: z.string(), value: z.string() })).optional(),
        depends_on: z.array(z.string()).optional().describe("Package URLs of packages of this image that it needs."),
        direct: z.boolean().optional().describe("Whether somebody asked for it, and not only another package."),
        scope: z.enum(["production", "development", "optional"]).optional(),
        owner: z.string().optional().describe("Package URL of the distribution package that owns its files."),
        layer: z.object({ ordinal: z.int(), diff_id: z.string(), digest: z.string().optional() }),
        removed_in: z
          .object({ ordinal: z.int(), diff_id: z.string(), digest: z.string().optional() })
          .optional()
          .describe("The layer that took it away, with --all-layers."),
        locations: z.array(
          z.object({
            path: z.string().describe("In the image, from its root."),
            ordinal: z.int(),
            diff_id: z.string(),
            digest: z.string().optional(),
          }),
        ),
        found_by: z.string(),
        properties: z.record(z.string(), z.string()),
      }),
    ),
    secrets: SecretSection.optional().describe("With `--secrets`."),
    vulnerabilities: z
      .array(
        z.object({
          purl: z.string(),
          owner: z.string().optional().describe("As of the artifact: with the package URL it names one."),
          id: z.string().describe("The CVE, or the advisory's own id where it has none."),
          severity: Severity,
          source: z.string().describe("Name of the feed."),
          source_id: z.string(),
          vulnerable_range: z.string(),
          fixed_by: z.string().optional(),
          state: z.enum(FIX_STATES),
          vendor_advisory: z.string().optional(),
          nist_cve: z.string().optional(),
          suppressed: z.string().optional().describe("The status that somebody gave it, where it does not count."),
        }),
      )
      .optional()
      .describe("Of `plimsoll cves --format sbom`."),
    problems: Problems,
    descriptor: z.object({ name: z.literal("plimsoll"), version: z.string(), sbom_version: z.string() }),
  })
  .describe("The inventory of an image, as `plimsoll sbom --format json` writes it.");

const LayerPackage = z.object({
  purl: z.string(),
  type: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
  version: z.string(),
});

/** `plimsoll layers --format json` */
export const LayersDocument = z
  .object({
    target: z.string(),
    layers: z
      .array(
        z.object({
          ordinal: z.int(),
          diffId: z.string(),
          digest: z.string().optional(),
          createdBy: z.string().optional().describe("The instruction that made it."),
          storedBytes: z.int(),
          unpackedBytes: z.int().optional(),
          hiddenBytes: z.int().describe("Of its files that a later layer took away or wrote over."),
          added: z.array(LayerPackage),
          changed: z.array(z.object({ before: LayerPackage, after: LayerPackage })),
          removed: z.array(LayerPackage),
        }),
      )
      .describe("Oldest first."),
    problems: Problems,
  })
  .describe("What each layer of an image did, as `plimsoll layers --format json` writes it.");

/** `plimsoll vex list --format json` */
export const VexListDocument = z
  .object({
    target: z.string(),
    statements: z
      .array(
        z.object({
          ids: z.array(z.string()).describe("Every name that the document has for the vulnerability."),
          status: z.enum(["not_affected", "affected", "fixed", "under_investigation"]),
          justification: z.string().optional(),
          impact: z.string().optional(),
          action: z.string().optional(),
          author: z.string().optional(),
          time: z.string().optional(),
          source: z.string().describe("The document."),
          packages: z.array(z.string()).describe("Package URLs of the image that it is about."),
          overruled: z.array(z.string()).describe("Those of them for which another statement counts."),
        }),
      )
      .describe("Statements about the image, by vulnerability."),
    problems: Problems,
  })
  .describe("VEX statements about an image, as `plimsoll vex list --format json` writes them.");

/** Published schemas by the command that writes the document. */
export const CONTRACTS = {
  cves: CvesDocument,
  explain: ExplainDocument,
  inspect: InspectDocument,
  layers: LayersDocument,
  sbom: SbomDocument,
  secrets: SecretsDocument,
  "vex list": VexListDocument,
} as const;
