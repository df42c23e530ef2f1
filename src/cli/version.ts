import manifest from "../../package.json" with { type: "json" };

// Set when the bundle is made; from the sources there is none.
declare const PLIMSOLL_COMMIT: string | undefined;

export const VERSION: string = manifest.version;

/** The commit that the bundle was made from, where git could tell. */
export const COMMIT: string | undefined = typeof PLIMSOLL_COMMIT === "string" ? PLIMSOLL_COMMIT : undefined;
