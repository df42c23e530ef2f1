/**
 * The platform that is taken from an index when none is asked for. A browser does not say what runs below it, nor where
 * the image will run; most images are made for this one.
 */
export function hostPlatform(): { os: string; architecture: string } {
  return { os: "linux", architecture: "amd64" };
}

/** How many threads may work at once: the page's own. */
export function coreCount(): number {
  return 1;
}
