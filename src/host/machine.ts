import { arch, availableParallelism } from "node:os";

const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: "amd64",
  ia32: "386",
  arm: "arm",
  arm64: "arm64",
  ppc64: "ppc64le",
  riscv64: "riscv64",
  s390x: "s390x",
  loong64: "loong64",
};

/** The platform whose images this machine runs, in the words of the OCI image specification. */
export function hostPlatform(): { os: string; architecture: string } {
  // Containers on macOS and Windows run Linux images, in a virtual machine of the same architecture.
  return { os: "linux", architecture: ARCHITECTURES[arch()] ?? arch() };
}

/** How many threads may work at once. */
export function coreCount(): number {
  return availableParallelism();
}
