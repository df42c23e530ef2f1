/** An ecosystem with a tool of its own that says what is installed: held against it, and counted beside it in `bench/`. */
export interface Ecosystem {
  /** As people call it, such as "npm". */
  readonly name: string;
  /** The package URL types that are compared. */
  readonly purlTypes: readonly string[];
  /** Programs that this machine must have; without one of them the ecosystem is skipped, and the reason told. */
  readonly needs: readonly string[];
  /** Installs real packages below `root`, the root file system of an image. What it needs beside goes to `scratch`. */
  readonly build: (root: string, scratch: string) => void;
  /** What the ecosystem's own tool lists below `root`. */
  readonly listed: (root: string, scratch: string) => readonly ListedPackage[];
  /** Packages that are ours to list and the tool's not to, or the other way, each with the reason. */
  readonly exceptions?: readonly Exception[];
}

/** A package as the tool tells of it. Facts that the tool does not know are left out, and not compared. */
export interface ListedPackage {
  /** With its namespace, as `namespace/name`. */
  readonly name: string;
  readonly version: string;
  readonly facts?: Facts;
}

/** By the names of `sbom --format json`. `null`: the tool knows that there is none. */
export interface Facts {
  readonly author?: string | null;
  readonly description?: string | null;
  /** As declared. */
  readonly licenses?: readonly string[];
  readonly url?: string | null;
  /** Bytes. */
  readonly installed_size?: number | null;
  readonly direct?: boolean | null;
  /** Package URLs, sorted. */
  readonly depends_on?: readonly string[] | null;
}

export interface Exception {
  /** `name@version`. */
  readonly package: string;
  /** Who lists it. */
  readonly only: "tool" | "plimsoll";
  readonly why: string;
}
