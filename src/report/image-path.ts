import type { Problem } from "../model/errors.ts";
import type { ImageMetadata } from "../model/image.ts";

/** A path in the image as documents write it: from its root. */
export function imagePath(path: string): string {
  return `/${path}`;
}

/** Problems as documents write them. */
export function problemsJson(problems: readonly Problem[]): Problem[] {
  return problems.map((problem) =>
    problem.path === undefined ? problem : { ...problem, path: imagePath(problem.path) },
  );
}

/** The distribution as documents write it. */
export function distributionJson({ distribution }: Pick<ImageMetadata, "distribution">) {
  if (!distribution) return {};
  const { idLike, readFrom, ...facts } = distribution;
  return { distribution: { ...facts, idLike: [...idLike], readFrom: readFrom && imagePath(readFrom) } };
}
