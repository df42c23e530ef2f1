import { join } from "node:path";
import { buildImage } from "../../src/image/build/build-image.ts";
import type { ImageSpec, LayerSpec } from "../../src/image/build/image-spec.ts";
import { writeOciLayout } from "../../src/image/build/write-image.ts";
import { openImage } from "../../src/image/open.ts";
import type { Sbom } from "../../src/model/sbom.ts";
import { type CatalogOptions, catalogImage } from "../../src/sbom/catalog.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** An OCI layout of one image, in a folder of the test's own. */
export function layoutOf(spec: ImageSpec): string {
  const folder = join(temporaryFolder(), "layout");
  writeOciLayout(folder, [{ image: buildImage(spec) }]);
  return folder;
}

/** The inventory of an image made of these layers, by the whole way that a real image goes. */
export async function scanLayers(layers: readonly LayerSpec[], options: CatalogOptions = {}): Promise<Sbom> {
  return catalogImage(await openImage(`oci-dir://${layoutOf({ layers })}`), options);
}

/** A dpkg record as it stands in a status file. */
export function stanza(name: string, version: string, more = ""): string {
  return `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n${more}\n`;
}

export const OS_RELEASE =
  'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n';
