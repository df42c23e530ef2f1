import { KnownError } from "../../model/errors.ts";
import type { VersionOrder } from "../version-order.ts";

/** An order by what it reads of a version. */
interface Definition<Parts> extends Pick<VersionOrder, "name" | "describes" | "specification"> {
  /** What a version looks like, for those who wrote another: `[epoch:]version[-release]`. */
  readonly form: string;
  /** `undefined`: the text is no version. */
  readonly parse: (version: string) => Parts | undefined;
  readonly compareParts: (a: Parts, b: Parts) => number;
}

/** No published version comes near: what is longer is not one, and some orders take more time than the text is long. */
const MOST_CHARACTERS = 1024;

export function orderOf<Parts>(definition: Definition<Parts>): VersionOrder {
  const { name, describes, specification, form, parse, compareParts } = definition;
  const read = (version: string) => (version.length > MOST_CHARACTERS ? undefined : parse(version));
  const parsed = (version: string): Parts => {
    const parts = read(version);
    if (parts !== undefined) return parts;
    const message = `${JSON.stringify(version)} is not a version of ${describes}: ${form}`;
    throw new KnownError("VERSION_INVALID", message, { version, order: name });
  };
  return {
    name,
    describes,
    specification,
    isValid: (version) => read(version) !== undefined,
    compare: (a, b) => compareParts(parsed(a), parsed(b)),
  };
}
