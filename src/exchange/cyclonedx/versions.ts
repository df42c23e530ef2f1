/** Versions of CycloneDX that are written, oldest first. */
export const CYCLONEDX_VERSIONS = ["1.4", "1.5", "1.6", "1.7"] as const;

export type CycloneDxVersion = (typeof CYCLONEDX_VERSIONS)[number];

/** What came after 1.4, and with which version. Source: https://github.com/CycloneDX/specification/releases */
const SINCE = {
  /** Tools are components; before, a list of their own form. */
  toolComponents: "1.5",
  /** Where in an image a component stands. */
  occurrences: "1.5",
  /** A list of authors; before, one text. */
  authors: "1.6",
  /** Whether a licence was declared or concluded. */
  acknowledgement: "1.6",
} as const satisfies Record<string, CycloneDxVersion>;

/** Whether a version of the format can hold something. */
export function holds(version: CycloneDxVersion, what: keyof typeof SINCE): boolean {
  return CYCLONEDX_VERSIONS.indexOf(version) >= CYCLONEDX_VERSIONS.indexOf(SINCE[what]);
}
