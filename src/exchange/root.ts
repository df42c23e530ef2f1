/**
 * Finds the element that a document is about, and that is none of the packages in it: the image, the folder, the
 * repository. What is described alone is that one, unless it is a package itself.
 *
 * @param described What the document says it describes.
 */
export function findRoot<Element>(
  described: readonly Element[],
  purlOf: (element: Element) => string | undefined,
  isContainer: (element: Element) => boolean,
): Element | undefined {
  const container = described.find((one) => isContainer(one) || isImagePurl(purlOf(one)));
  if (container !== undefined || described.length !== 1) return container;
  const [only] = described;
  const purl = only && purlOf(only);
  return purl === undefined || purl.startsWith("pkg:github/") ? only : undefined;
}

/** Whether a package URL names an image, and so no package in one. */
export function isImagePurl(purl: string | undefined): boolean {
  return purl !== undefined && /^pkg:(?:oci|docker)\//.test(purl);
}
