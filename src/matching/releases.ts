import { debianReleaseOf, ubuntuReleaseOf } from "../model/distribution.ts";

/**
 * How the makers of package URLs name a release, told apart by package URL namespace: we and Syft write `debian-12`,
 * Trivy the point release (`debian-12.5`), the distributions their codename (`bookworm`, `jammy`).
 */
const RELEASE_OF: ReadonlyMap<string, (written: string) => string> = new Map([
  ["debian", debianRelease],
  ["ubuntu", ubuntuRelease],
]);

/** A release as advisories name it. */
export function normalizedRelease(namespace: string, written: string): string {
  return RELEASE_OF.get(namespace)?.(written) ?? written;
}

/** Whether a text is the codename of a release, which stands for its distribution too: `distro=jammy`. */
export function isCodename(namespace: string, written: string): boolean {
  return namespace === "debian"
    ? debianReleaseOf(written) !== undefined || written === "unstable"
    : namespace === "ubuntu" && ubuntuReleaseOf(archivePart(written)) !== undefined;
}

/** Up to 3.1 the second number was a release's own, from 4 on it is a point release's. */
function debianRelease(written: string): string {
  if (written === "unstable") return "sid";
  const [, major = ""] = /^(\d+)\.\d+(?:\.\d+)?$/.exec(written) ?? [];
  return debianReleaseOf(written) ?? (Number(major) >= 4 ? major : written);
}

/** `22.04.3` is `22.04`; Canonical also writes the archive: `esm-apps/jammy`. */
function ubuntuRelease(written: string): string {
  return ubuntuReleaseOf(archivePart(written)) ?? /^(\d+\.\d\d)\.\d+$/.exec(written)?.[1] ?? written;
}

function archivePart(written: string): string {
  const slash = written.indexOf("/");
  if (slash < 0) return written;
  const [first, second] = [written.slice(0, slash), written.slice(slash + 1)];
  return ubuntuReleaseOf(second) === undefined ? first : second;
}
