/**
 * Every kind of trouble Plimsoll tells of, with what it means and the way out.
 * Kinds, not places: a new cataloger needs no new code. `docs/reference/errors.md` is made from this table.
 */
export const ERRORS = {
  REFERENCE_INVALID: {
    means: "The image reference has a form that Plimsoll does not know.",
    remedy:
      "Write a name, as in `debian:12`, or where the image is: `local://`, `registry://`, `oci-dir://`, `archive://`, `fs://`, `sbom://`.",
  },
  IMAGE_NOT_FOUND: {
    means: "There is no image of that name, tag or digest in the place that was asked, or nothing at the path.",
    remedy: "Correct the name, the tag or the path; where it is known what there is, the message lists it.",
  },
  IMAGE_AMBIGUOUS: {
    means: "The layout or archive holds several images and none was chosen.",
    remedy: "Name one: `oci-dir://PATH:TAG`, `oci-dir://PATH@DIGEST`, or `--ref` for an archive.",
  },
  IMAGE_INCOMPLETE: {
    means: "A blob that the image names is missing or shorter than its manifest says.",
    remedy: "Copy or pull the image again.",
  },
  IMAGE_MALFORMED: {
    means: "An index, manifest, config or layer is not what the OCI or Docker format asks for.",
    remedy: "Build the image again: the bytes are those that were published, and they are wrong.",
  },
  PLATFORM_NOT_FOUND: {
    means: "The image has no variant for the platform.",
    remedy: "Where the message lists platforms, choose one of them with `--platform`.",
  },
  MEDIA_TYPE_UNSUPPORTED: {
    means: "A manifest or layer is of a kind that Plimsoll cannot read.",
    remedy: "The message says what it is. An image in an old form can be converted: `skopeo copy --format oci`.",
  },
  DIGEST_MISMATCH: {
    means: "Bytes do not have the digest by which the image names them.",
    remedy: "The copy is damaged or was altered: fetch it again from where you trust it.",
  },
  FILE_MALFORMED: {
    means: "A file in the image, or given to a command, is not in the format its name promises.",
    remedy:
      "What else there is was read. If the file is well-formed by its own tool, report it as a defect of Plimsoll.",
  },
  FILE_ESCAPES: {
    means: "An entry of a layer names a place outside the image; it was left out.",
    remedy: "No honest builder writes such an entry: find out where the layer comes from.",
  },
  LINK_UNRESOLVED: {
    means: "A link that should lead to a package record leads in a circle or nowhere.",
    remedy: "The packages behind it could not be read; repair the link in the image.",
  },
  LIMIT_EXCEEDED: {
    means:
      "Something is larger than Plimsoll is willing to read. As a problem: that part was left out, the rest stands.",
    remedy: "`--limit NAME=VALUE` allows more; docs/reference/limits.md has the names, their values and reasons.",
  },
  RANGE_INVALID: {
    means: "A text is no range of versions, in the notation of its ecosystem or in `vers`.",
    remedy: "Of an advisory, it is told with the record, and the record counts as one that cannot be read.",
  },
  VERSION_INVALID: {
    means: "A version does not follow the rules of its ecosystem, so it cannot be compared.",
    remedy: "Correct it. In a report, the package is listed as unchecked: look at it by hand.",
  },
  VERSION_SCHEME_UNKNOWN: {
    means: "There is no version order of that name.",
    remedy: "Choose one that the message lists.",
  },
  PACKAGE_URL_INVALID: {
    means: "A package URL does not follow the package URL specification.",
    remedy: "Correct it: https://github.com/package-url/purl-spec",
  },
  ADVISORIES_MISSING: {
    means: "The snapshot has no advisories for a distribution release or a package type found in the image.",
    remedy: "Those packages are listed but unchecked. `plimsoll db update` may bring them.",
  },
  DISTRIBUTION_END_OF_LIFE: {
    means: "The image's distribution release is no longer supported: nobody publishes advisories or fixes for it.",
    remedy: "Build on a release that is supported. Flaws that were found since its end may be missing in the report.",
  },
  SOURCES_UNKNOWN: {
    means: "Installed packages do not say which source packages they were built from, and advisories speak of those.",
    remedy: "Some flaws may be missing: check an image that has these packages whole as well.",
  },
  SNAPSHOT_MISSING: {
    means: "There is no advisory snapshot on this machine.",
    remedy: "`plimsoll db update` asks the public sources; `--mirror DIR|URL` a copy of them.",
  },
  SNAPSHOT_DAMAGED: {
    means: "The snapshot file is not what its name says, or cannot be read.",
    remedy: "Build it again: `plimsoll db build`.",
  },
  SNAPSHOT_OLD: {
    means: "The snapshot is older than it should be.",
    remedy: "`plimsoll db update`",
  },
  SNAPSHOT_STALE: {
    means: "A source of the snapshot could not be refreshed; its records of an earlier day are in use.",
    remedy: "`plimsoll db status` shows the reason; `plimsoll db update` tries again.",
  },
  SNAPSHOT_LOCKED: {
    means: "Another process is building a snapshot in the same folder.",
    remedy: "Wait until it is done, or give one of them another folder in `PLIMSOLL_DATA_DIR`.",
  },
  SIGNATURE_INVALID: {
    means: "A file of advisories is not signed by the key that it should be signed by.",
    remedy: "Fetch it again from who made it; `--key` names the public key. Nothing of the file was used.",
  },
  FEED_UNREACHABLE: {
    means: "An advisory source did not answer, or stopped in the middle.",
    remedy: "Check the network or the proxy, or use a mirror: `--mirror DIR|URL`.",
  },
  FEED_UNEXPECTED_STATUS: {
    means: "An advisory source answered with an HTTP status that is neither success nor 'not modified'.",
    remedy: "Try later; if it lasts, the source may have moved: report it.",
  },
  FEED_MALFORMED: {
    means: "An advisory source served something that is not in its published format.",
    remedy: "The old records were kept. Try later, or report it.",
  },
  OPTION_INVALID: {
    means: "A flag, an argument or an environment variable has a value that cannot be used.",
    remedy: "`--help` behind the verb shows its flags; docs/reference/environment.md lists the variables.",
  },
  READ_FAILED: {
    means: "The operating system refused to read a file or folder.",
    remedy: "Check that it exists and that you may read it.",
  },
  WRITE_FAILED: {
    means: "The operating system refused to write a file: the disk is full, or the folder is not writable.",
    remedy:
      "Nothing half-written was left. Free space, or name another folder: " +
      "`--output`, `TMPDIR`, `PLIMSOLL_DATA_DIR`, `PLIMSOLL_CACHE_DIR`.",
  },
  VEX_MALFORMED: {
    means:
      "A VEX document, or a statement of one, is not in its format (OpenVEX, CSAF, CycloneDX), or a place has none.",
    remedy:
      "It changes nothing; the others do. The message names the document and what is wrong in it: correct it there.",
  },
  VEX_IGNORED: {
    means:
      "VEX statements were read and not applied: their author is not trusted, or they name no product to hold against.",
    remedy: "`--vex-author REGEX` trusts more authors. Products are named by package URLs, image names or digests.",
  },
  IGNORE_INVALID: {
    means: "The file of what to ignore has something in it that is not understood.",
    remedy: "The message names the line. docs/reference/schemas/ignore-file.schema.json has all that can be written.",
  },
  IGNORE_EXPIRED: {
    means: "An entry of the ignore file is past its date and does not apply any more.",
    remedy: "Look at what it hid: repair it, take the entry out, or give it a new date with a reason.",
  },
  NODE_TOO_OLD: {
    means: "Plimsoll needs a newer Node.js than the one that runs it.",
    remedy: "`npm ci` in the checkout brings one along; or install Node.js 24.16 or newer.",
  },
  IMAGE_TOO_LARGE: {
    means: "The image is larger than `--max-image-size` allows.",
    remedy: "Allow more with `--max-image-size`, or leave the flag out.",
  },
  PLATFORM_UNSUPPORTED: {
    means: "The image is for an operating system whose images Plimsoll cannot read.",
    remedy: "Plimsoll reads images of Linux; choose one with `--platform` where the index has it.",
  },
  CONFIG_MALFORMED: {
    means: "A settings file of this machine (of Docker, of Podman and its kin, certificates) is not in its format.",
    remedy: "The message names the file and what is wrong in it; the engine that it belongs to refuses it too.",
  },
  CREDENTIAL_HELPER_FAILED: {
    means: "A credential helper, or the cloud that was asked for a token, did not answer as it should.",
    remedy: "Credentials are looked for elsewhere. Run `docker-credential-NAME get` by hand to see why.",
  },
  REGISTRY_BLOCKED: {
    means: "The settings of Podman and its kin forbid the registry or the repository (`blocked = true`).",
    remedy: "Ask whoever keeps `registries.conf`, or name another file in `CONTAINERS_REGISTRIES_CONF`.",
  },
  ENGINE_UNREACHABLE: {
    means: "No container engine of this machine answers, or the one that was named does not.",
    remedy:
      "Start it, or name another in `DOCKER_HOST`, `CONTAINER_HOST` or `CONTAINERD_ADDRESS`; " +
      "`registry://NAME` asks the registry instead.",
  },
  ENGINE_FAILED: {
    means: "A container engine answered with an error, or stopped in the middle of its answer.",
    remedy: "The message has the engine's own words; its log may have more.",
  },
  REGISTRY_UNREACHABLE: {
    means: "A registry, its token server or its blob store could not be reached, or broke off and did not come back.",
    remedy:
      "Check the name and the network. `HTTPS_PROXY` names a proxy, `SSL_CERT_FILE` an authority; " +
      "`--insecure-registry HOST` allows plain http.",
  },
  REGISTRY_DENIED: {
    means: "A registry or its token server refuses access to the image.",
    remedy: "The message says which credentials were tried or where they were looked for; `docker login` stores them.",
  },
  REGISTRY_INSECURE: {
    means:
      "A registry leads to an unencrypted address, for its tokens or by a redirect, or wants credentials over plain http " +
      "from another machine. No credentials were sent there.",
    remedy:
      "Ask whoever runs the registry for an https address. `--insecure-registry` allows plain http, but never " +
      "credentials over it.",
  },
  REGISTRY_RATE_LIMITED: {
    means: "A registry takes no more requests from here for a while.",
    remedy: "Log in, which allows more; use a mirror; or wait as long as the message says.",
  },
  REGISTRY_UNEXPECTED_STATUS: {
    means:
      "A registry, its token server or its blob store answered with what the distribution protocol does not foresee.",
    remedy: "The message has the status and the server's own words. Try later; if it lasts, its log may have more.",
  },
  INTERRUPTED: {
    means: "The work was stopped by a signal before it was done.",
    remedy: "Start it again; nothing half-written was left.",
  },
  INTERNAL: {
    means: "Something happened that Plimsoll did not expect: a defect.",
    remedy: "Run again with `--debug` and report what it prints.",
  },
} as const satisfies Record<string, { means: string; remedy: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** Facts of an error, for programs and for people. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/**
 * The one error this project throws on purpose.
 * `code` is for programs, `message` for people, `details` for both;
 * `cause` keeps the error underneath, so nothing is lost on the way up.
 */
export class KnownError extends Error {
  override readonly name = "KnownError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.details = details;
  }
}

/**
 * Something that could not be read or checked, kept beside what was found:
 * "nothing found" and "could not look" are different answers. Plain JSON.
 */
export interface Problem {
  readonly code: ErrorCode;
  /** Begins with the path or the address, and says what was wrong with it. */
  readonly message: string;
  /** Path in the image, without a leading slash. */
  readonly path?: string;
  /** Ordinal of the layer, from 0. */
  readonly layer?: number;
  /** Package URL, where one package is meant. */
  readonly purl?: string;
}

/** Takes what went wrong without stopping the work. */
export type Report = (problem: Problem) => void;

/** The code of any thrown value; what was not thrown on purpose is `INTERNAL`. */
export function codeOf(error: unknown): ErrorCode {
  return error instanceof KnownError ? error.code : "INTERNAL";
}

/** The message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
