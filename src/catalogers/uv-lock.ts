import { withoutCredentials } from "../formats/address.ts";
import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, itemsOf, textOf, textsOf } from "./shared/json-fields.ts";
import { type LockList, lockRoots } from "./shared/lock-list.ts";
import { collectPackages } from "./shared/package-list.ts";
import { isProjectFile } from "./shared/project-files.ts";
import { assemblePythonLocks, fileChecksums, gitQualifiers, tablesOf } from "./shared/python-lock.ts";
import { readToml } from "./shared/read-toml.ts";

/** The lock file of uv. */
export const uvLock = defineCataloger<LockList>({
  name: "uv-lock",
  version: 1,
  describes: "Python packages that a uv.lock names",
  specification: "https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile",
  purlType: "pypi",
  evidences: "declared",
  gives: ["checksums", "dependsOn", "direct", "scope"],
  roots: [],
  maxFileBytes: 32 * 1024 * 1024,

  wants: (path) => isProjectFile(path, ["uv.lock"]),

  read(file, report) {
    const document = readToml(file, report);
    if (document === undefined) return undefined;
    const { add, packages } = collectPackages(file, report);
    const tables = tablesOf(document.package);
    const extras = askedExtras(tables);
    const asked = { production: [] as string[], optional: [] as string[], development: [] as string[] };
    for (const table of tables) {
      const source = fieldsOf(table.source);
      const groups = (key: string) => Object.values(fieldsOf(table[key])).flatMap(keysOf);
      // The project itself, or a part of it, which is no package of anybody else's.
      if (["virtual", "editable", "directory"].some((kind) => Object.hasOwn(source, kind))) {
        asked.production.push(...keysOf(table.dependencies));
        asked.optional.push(...groups("optional-dependencies"));
        asked.development.push(...groups("dev-dependencies"));
        continue;
      }
      const [url, commit] = (textOf(source.git) ?? "").split("#");
      const name = textOf(table.name) ?? "";
      const optional = Object.entries(fieldsOf(table["optional-dependencies"]));
      add({
        name: table.name,
        version: table.version,
        qualifiers: gitQualifiers(url?.split("?", 1)[0], commit),
        checksums: fileChecksums([table.sdist, ...itemsOf(table.wheels)]),
        properties: {
          "python:direct-url": withoutCredentials(textOf(source.url) ?? textOf(source.path) ?? ""),
          "python:source": withoutCredentials(textOf(source.registry) ?? ""),
        },
        keys: [name, `${name}==${textOf(table.version) ?? ""}`],
        needs: [
          ...keysOf(table.dependencies),
          ...optional.filter(([extra]) => extras.has(`${name}[${extra}]`)).flatMap(([, list]) => keysOf(list)),
        ],
        takes: optional.filter(([extra]) => !extras.has(`${name}[${extra}]`)).flatMap(([, list]) => keysOf(list)),
      });
    }
    const roots = lockRoots(asked);
    return { packages, ...(roots && { roots }) };
  },

  assemble: (evidence) => assemblePythonLocks(evidence, (name) => name === "uv.lock"),
});

/** `name[extra]` for each extra that somebody asks for: what it brings is then no choice any more. */
function askedExtras(tables: readonly Readonly<Record<string, unknown>>[]): ReadonlySet<string> {
  const lists = tables.flatMap((table) => [
    table.dependencies,
    ...Object.values(fieldsOf(table["optional-dependencies"])),
    ...Object.values(fieldsOf(table["dev-dependencies"])),
  ]);
  const asked = lists.flatMap(itemsOf).flatMap((one) => {
    const { name, extra } = fieldsOf(one);
    return textsOf(extra).map((each) => `${textOf(name) ?? ""}[${each}]`);
  });
  return new Set(asked);
}

/** Where a lock file has several versions of a package, those who need it say which. */
function keysOf(list: unknown): string[] {
  return itemsOf(list).flatMap((one) => {
    const { name, version } = fieldsOf(one);
    const [text, exact] = [textOf(name), textOf(version)];
    return text === undefined ? [] : [exact === undefined ? text : `${text}==${exact}`];
  });
}
