import { KnownError } from "../../model/errors.ts";
import type { Limits } from "../../model/limits.ts";
import type { Descriptor } from "../documents.ts";
import type { BlobStore } from "../from-manifest.ts";
import type { ContainerdClient } from "./containerd-client.ts";

/** containerd's content of one namespace. */
export function containerdStore(client: ContainerdClient, namespace: string, { documentBytes }: Limits): BlobStore {
  const location = `${client.label}, namespace ${namespace}`;

  async function verifyThere({ digest, size, urls }: Descriptor, missing: string): Promise<void> {
    const have = await client.findSize(namespace, digest);
    if (have === size) return;
    if (have === undefined) {
      const why = urls?.length ? "it is kept elsewhere, and is not part of the image" : missing;
      throw new KnownError("IMAGE_INCOMPLETE", `${location}: the blob ${digest} is missing: ${why}`, { digest });
    }
    const [code, only] = have < size ? (["IMAGE_INCOMPLETE", "only "] as const) : (["DIGEST_MISMATCH", ""] as const);
    throw new KnownError(code, `${location}: the blob ${digest} has ${only}${have} bytes; its manifest says ${size}`, {
      ...{ digest, sizeBytes: have, expectedBytes: size },
    });
  }

  return {
    location,
    async readDocument(descriptor) {
      const { digest, size } = descriptor;
      if (size > documentBytes) {
        throw new KnownError(
          "LIMIT_EXCEEDED",
          `${location}: ${digest} has ${size} bytes, more than the ${documentBytes} that are read of such a document`,
          { sizeBytes: size, maxBytes: documentBytes },
        );
      }
      await verifyThere(descriptor, "if it was pulled for another platform, choose that one with `--platform`");
      const bytes = new Uint8Array(size);
      let filled = 0;
      for await (const chunk of client.readContent(namespace, digest)) {
        // What is longer than it said has another digest.
        bytes.set(chunk.subarray(0, size - filled), filled);
        filled = Math.min(size, filled + chunk.length);
      }
      return bytes.subarray(0, filled);
    },

    async blobOf(descriptor) {
      await verifyThere(
        descriptor,
        "containerd lets go of packed layers when it has unpacked them (discard_unpacked_layers, as under Kubernetes); " +
          "scan the image in its registry, or pull it again with `ctr images pull` or `ctr content fetch`",
      );
      return { kind: "stream", open: () => client.readContent(namespace, descriptor.digest) };
    },
  };
}
