/** The order of versions in one ecosystem. */
export interface VersionOrder {
  /** By which tables and commands name it: `deb`, `semver`, `pep440`. */
  readonly name: string;
  /** For the manual: whose versions these are. */
  readonly describes: string;
  /** Address of the rules. */
  readonly specification: string;
  /** Tells whether a text is a version of this ecosystem. */
  readonly isValid: (version: string) => boolean;
  /**
   * Negative when `a` is older than `b`, 0 when neither is newer, positive when `a` is newer.
   *
   * @throws {KnownError} `VERSION_INVALID` when either does not parse: an unknown is never called older or newer.
   */
  readonly compare: (a: string, b: string) => number;
}
