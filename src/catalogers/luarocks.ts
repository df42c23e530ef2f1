import { type LuaTable, type LuaValue, parseLuaTable } from "../formats/lua-table.ts";
import { defineCataloger } from "./cataloger.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";

/** `…/rocks-5.1/NAME/VERSION/NAME-VERSION.rockspec`; older LuaRocks have `rocks`. */
const INSTALLED = /(?:^|\/)rocks(?:-\d+\.\d+)?\/([^/]+)\/([^/]+)\/\1-\2\.rockspec$/;

/** Lua modules as LuaRocks installs them: the rockspec of each in its tree. */
export const luarocks = defineCataloger<PackageList>({
  name: "luarocks",
  version: 1,
  describes: "Lua modules that LuaRocks installed",
  specification: "https://github.com/luarocks/luarocks/wiki/Rockspec-format",
  purlType: "luarocks",
  evidences: "installed",
  gives: ["licenses", "author", "description", "homepage", "dependsOn"],
  roots: [],
  maxFileBytes: 1024 * 1024,

  wants: (path) => path.endsWith(".rockspec") && INSTALLED.test(path),

  read(file, report) {
    const spec = parseLuaTable(file.text());
    const collector = collectPackages(file, report);
    const description = tableOf(spec.description);
    const license = description.license;
    collector.add({
      name: spec.package,
      version: spec.version,
      licenses: typeof license === "string" ? [license] : [],
      author: description.maintainer,
      description: description.summary,
      homepage: description.homepage,
      needs: Object.values(tableOf(spec.dependencies)).flatMap(nameOfNeed),
      properties: { "luarocks:source": tableOf(spec.source).url },
    });
    return { packages: collector.packages };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "luarocks", projectOf: treeOf }),
});

const tableOf = (value: LuaValue | undefined): LuaTable => (typeof value === "object" ? value : {});

/** `luasocket ~> 3`, `user/name >= 1`; Lua itself is not among the rocks. */
function nameOfNeed(value: LuaValue): string[] {
  const name = typeof value === "string" ? /^\s*([^\s<>=~]+)/.exec(value)?.[1] : undefined;
  return name === undefined ? [] : [name.slice(name.indexOf("/") + 1)];
}

function treeOf(path: string): string {
  return path.split("/").slice(0, -3).join("/");
}
