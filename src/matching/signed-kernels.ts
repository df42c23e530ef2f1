/** How the sources are called that sign kernels, behind `linux-signed`: Debian names the architecture, Ubuntu the flavour. */
const ARCHITECTURE = /-(?:amd64|arm64|i386)$/;

/**
 * The source that a signed kernel image was made of, by the source that it names itself: advisories speak of that alone.
 * Of Debian `linux-signed-amd64` is `linux`, `linux-signed-6.1-amd64` is `linux-6.1`; of Ubuntu `linux-signed` is `linux`,
 * `linux-signed-aws` is `linux-aws`. The image has the version of the kernel, the signed source one of its own
 * (`6.1.69+1` for 6.1.69-1).
 *
 * Source: https://wiki.debian.org/SecureBoot#Debian_signing_infrastructure, https://wiki.ubuntu.com/Kernel/Dev
 */
export function kernelOfSigned(source: string): string | undefined {
  if (source !== "linux-signed" && !source.startsWith("linux-signed-")) return undefined;
  return source.replace("linux-signed", "linux").replace(ARCHITECTURE, "");
}
