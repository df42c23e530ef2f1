import { defineCataloger } from "./cataloger.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";

const CORE = /(?:^|\/)wp-includes\/version\.php$/;
const PLUGIN = /(?:^|\/)wp-content\/(?:mu-)?plugins\/(?:([^/]+)\/)?([^/]+)\.php$/;
const THEME = /(?:^|\/)wp-content\/themes\/([^/]+)\/style\.css$/;

/** WordPress looks no further for a header. Source: https://developer.wordpress.org/reference/functions/get_file_data/ */
const HEADER_CHARACTERS = 8192;

/** WordPress itself, its plug-ins and themes, by the headers of their files. */
export const wordpress = defineCataloger<PackageList>({
  name: "wordpress",
  version: 1,
  describes: "WordPress with its plug-ins and themes, by the headers of their files",
  specification: "https://developer.wordpress.org/plugins/plugin-basics/header-requirements/",
  purlType: "wordpress-plugin",
  evidences: "installed",
  gives: ["licenses", "author", "description", "homepage", "dependsOn"],
  roots: [],
  maxFileBytes: 4 * 1024 * 1024,

  wants: (path) =>
    (path.includes("wp-content/") && (PLUGIN.test(path) || THEME.test(path))) ||
    (path.endsWith("/version.php") && CORE.test(path)),

  read(file, report) {
    const text = new TextDecoder().decode(file.bytes.subarray(0, HEADER_CHARACTERS));
    const collector = collectPackages(file, report);
    if (CORE.test(file.path)) {
      const version = /^\$wp_version\s*=\s*['"]([^'"\n]+)['"]/m.exec(text)?.[1];
      collector.add({
        type: "generic",
        name: "wordpress",
        version,
        homepage: "https://wordpress.org/",
      });
      return { packages: collector.packages };
    }
    const theme = THEME.exec(file.path);
    const headers = headersOf(text);
    const title = headers.get(theme ? "theme name" : "plugin name");
    const version = headers.get("version");
    // Most files of a plug-in have no header; and some headers have no version, which WordPress allows.
    if (title === undefined || version === undefined) return undefined;
    const [, folder, script] = PLUGIN.exec(file.path) ?? [];
    const license = headers.get("license");
    const parent = headers.get("template");
    collector.add({
      ...(theme && { type: "wordpress-theme" }),
      // The name in wordpress.org's directory.
      name: theme?.[1] ?? folder ?? script,
      version,
      licenses: license ? [license] : [],
      author: headers.get("author"),
      description: headers.get("description"),
      homepage: headers.get(theme ? "theme uri" : "plugin uri"),
      keys: [`${theme ? "theme" : "plugin"} ${theme?.[1] ?? folder ?? script}`],
      needs: [
        ...(headers.get("requires plugins")?.split(",") ?? []).map((slug) => `plugin ${slug.trim()}`),
        ...(parent ? [`theme ${parent}`] : []),
      ],
      properties: { "wordpress:title": title, "wordpress:requires": headers.get("requires at least") },
    });
    return { packages: collector.packages };
  },

  assemble: (evidence) =>
    assembleLists(evidence, {
      purlType: "wordpress-plugin",
      projectOf: (path) => path.slice(0, Math.max(path.lastIndexOf("wp-content/"), 0)),
    }),
});

/** `Name: value` lines of the first comment, also those that begin with an asterisk. */
function headersOf(text: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.split(/\r\n?|\n/)) {
    const [, name, value] = /^[\s*/#@]*([A-Z][A-Za-z ]{2,30}):(.*)$/.exec(line) ?? [];
    const cleaned = value?.replace(/(?:\*\/|\?>).*$/, "").trim();
    if (name !== undefined && cleaned && !headers.has(name.toLowerCase())) headers.set(name.toLowerCase(), cleaned);
  }
  return headers;
}
