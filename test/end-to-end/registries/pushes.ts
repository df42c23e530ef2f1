import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { inArchive } from "../world.ts";
import { CRANE } from "./crane.ts";
import type { Machine } from "./machine.ts";

/** One way of bringing an image into a registry. */
export interface Push {
  readonly title: string;
  readonly image: "node-app" | "static-amd64";
  readonly needsCrane?: boolean;
  /** What the layers then are: the tool shall have done what its row says. */
  readonly layerType: string;
  readonly push: (machine: Machine, to: string) => Promise<unknown>;
}

/** Every tool gives the image its own manifest, and most pack its layers anew; what is in them stays. */
export const PUSHES: readonly Push[] = [
  {
    title: "skopeo copy",
    image: "node-app",
    layerType: "application/vnd.oci.image.layer.v1.tar+gzip",
    push: (machine, to) => skopeoCopy(machine, ociLayout("node-app"), to),
  },
  {
    title: "skopeo copy to Docker's media types",
    image: "static-amd64",
    layerType: "application/vnd.docker.image.rootfs.diff.tar.gzip",
    push: (machine, to) => skopeoCopy(machine, ociLayout("static-amd64"), to, "--format", "v2s2"),
  },
  {
    title: "skopeo copy of layers packed with zstd",
    image: "node-app",
    layerType: "application/vnd.oci.image.layer.v1.tar+zstd",
    push: (machine, to) => skopeoCopy(machine, `oci:${ZSTD_LAYOUT()}:1.0`, to),
  },
  {
    title: "crane push",
    image: "static-amd64",
    needsCrane: true,
    layerType: "application/vnd.docker.image.rootfs.diff.tar.gzip",
    push: ({ program }, to) =>
      program(CRANE ?? "", ["push", inArchive("static-amd64", "docker-archive").replace("archive://", ""), to]),
  },
  {
    title: "buildah push",
    image: "static-amd64",
    layerType: "application/vnd.oci.image.layer.v1.tar+gzip",
    push: (machine, to) => pushFromStorage("buildah", machine, to),
  },
  {
    title: "podman push",
    image: "static-amd64",
    layerType: "application/vnd.docker.image.rootfs.diff.tar.gzip",
    push: (machine, to) => pushFromStorage("podman", machine, to, "--format", "v2s2"),
  },
];

/** Made beside the other images by `images/build.sh`. */
const ZSTD_LAYOUT = () => join(inject("world").layout, "../archives/node-app-zstd");

/** An image of the layout that holds all, as skopeo and its kin call it. */
export function ociLayout(image: string): string {
  return `oci:${inject("world").layout}:${image}`;
}

/** Copies what skopeo calls by any name into a registry of this machine, over plain http. */
export function skopeoCopy({ program }: Machine, from: string, to: string, ...flags: readonly string[]) {
  return program("skopeo", ["copy", "--quiet", "--dest-tls-verify=false", ...flags, from, `docker://${to}`]);
}

/** Through a storage of the machine's own: unpacked, and packed again when it is pushed. */
async function pushFromStorage(
  name: "buildah" | "podman",
  { program, folder }: Machine,
  to: string,
  ...flags: readonly string[]
): Promise<void> {
  const storage = ["--root", join(folder, name), "--runroot", `/run/${name}`, "--storage-driver", "vfs"];
  // They name the image by the layout's folder, so that it may have no capitals; and a runroot has to be short.
  const layout = join(folder, "machine/run/layout");
  if (!existsSync(layout)) symlinkSync(inject("world").layout, layout);
  const id = (await program(name, [...storage, "pull", "--quiet", "oci:/run/layout:static-amd64"])).trim();
  await program(name, [...storage, "push", "--quiet", "--tls-verify=false", ...flags, id, `docker://${to}`]);
}
