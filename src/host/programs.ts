import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where a program is, by the folders of `PATH` that are named from the root: none must come out of the folder that one
 * stands in, which may be the one that is being scanned.
 *
 * @param platform  Of the machine that it runs on; this one's when absent.
 */
export async function findProgram(
  name: string,
  { PATH = "" }: Environment,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  const file = platform === "win32" ? `${name}.exe` : name;
  for (const folder of PATH.split(delimiter).filter(isAbsolute)) {
    const path = join(folder, file);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

/** What programs that we start get of our environment: all but the credentials that were given to us alone. */
export function environmentOfPrograms(environment: Environment): Record<string, string | undefined> {
  // Windows does not tell capitals from small letters.
  const isOurs = (name: string) => /^(PLIMSOLL|DOCKER_SCOUT)_REGISTRY_/i.test(name);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isOurs(name)));
}
