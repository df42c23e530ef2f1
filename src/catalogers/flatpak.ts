import { readFlatpakDeploy } from "../formats/flatpak-deploy.ts";
import { linesOf } from "../formats/text-lines.ts";
import { formatPurl } from "../model/purl.ts";
import { type CatalogedPackage, defineCataloger, type Found, stands } from "./cataloger.ts";
import { textOf } from "./shared/json-fields.ts";

/** `metadata` and `deploy` of an application or a runtime: its name, architecture, branch and the commit's folder. */
const FILE =
  /^(?:.*\/)?(?:lib|share)\/flatpak\/(app|runtime)\/([A-Za-z0-9._-]{1,255})\/([A-Za-z0-9_]{1,60})\/([A-Za-z0-9._-]{1,100})\/([^/]{1,100})\/(metadata|deploy)$/;

/** Texts that either of the two files tells. */
const FACTS = [
  "runtime",
  "sdk",
  "extensionOf",
  "origin",
  "commit",
  "version",
  "license",
  "title",
  "summary",
  "eol",
] as const;

type Facts = { readonly [Fact in (typeof FACTS)[number]]?: string } & { readonly installedSizeBytes?: number };

const MOST_BYTES = 1024 * 1024;
const MOST_TEXT = 1000;

/** Applications and runtimes that Flatpak has put in their places. */
export const flatpak = defineCataloger<Facts>({
  name: "flatpak",
  version: 1,
  describes: "Flatpak applications, runtimes and extensions, by their `metadata` and `deploy` files",
  specification: "https://docs.flatpak.org/en/latest/flatpak-command-reference.html#flatpak-metadata",
  purlType: "flatpak",
  evidences: "installed",
  roots: [],
  maxFileBytes: MOST_BYTES,

  wants: (path) => (path.endsWith("/metadata") || path.endsWith("/deploy")) && FILE.test(path),

  read(file, report) {
    if (file.path.endsWith("/metadata")) return readMetadata(file.text());
    const deploy = readFlatpakDeploy(file.bytes);
    if (!deploy) {
      const message = `${file.path}: is no record of a deployment`;
      report({ code: "FILE_MALFORMED", path: file.path, message });
      return undefined;
    }
    const { origin, commit, installedSizeBytes, texts } = deploy;
    return {
      ...factsOf({
        origin,
        commit,
        version: texts.get("appdata-version"),
        license: texts.get("appdata-license"),
        title: texts.get("appdata-name"),
        summary: texts.get("appdata-summary"),
        eol: texts.get("eol"),
      }),
      ...(Number.isSafeInteger(installedSizeBytes) && { installedSizeBytes }),
    };
  },

  assemble(evidence, { tree }) {
    const folders = Map.groupBy(evidence.filter(stands), ({ path }) => path.slice(0, path.lastIndexOf("/")));
    const deployments = [...folders].flatMap(([folder, files]) => {
      const [last = ""] = files.map(({ path }) => path.slice(path.lastIndexOf("/")));
      const active = tree.find(`${folder.slice(0, folder.lastIndexOf("/"))}/active${last}`)?.path;
      // Older ones stay for as long as somebody runs them.
      return active === undefined || active === `${folder}${last}` ? (deploymentOf(files) ?? []) : [];
    });
    const byReference = new Map(deployments.map(({ reference, pkg }) => [reference, pkg.purl]));
    return deployments.map(({ pkg, facts }): CatalogedPackage => {
      const needs = [facts.runtime && `runtime/${facts.runtime}`, facts.extensionOf];
      // A runtime names itself as its own.
      const dependsOn = needs
        .flatMap((need) => (need && byReference.get(need)) || [])
        .filter((purl) => purl !== pkg.purl);
      return { ...pkg, ...(dependsOn.length > 0 && { dependsOn }) };
    });
  },
});

interface Deployment {
  /** By which others name it: `runtime/org.gnome.Platform/x86_64/45`. */
  readonly reference: string;
  readonly facts: Facts;
  readonly pkg: CatalogedPackage;
}

function deploymentOf(files: readonly Found<Facts>[]): Deployment | undefined {
  const [first] = files;
  const [, kind, name, architecture, branch] = FILE.exec(first?.path ?? "") ?? [];
  if (!first || !kind || !name || !architecture || !branch) return undefined;
  const facts: Facts = Object.assign({}, ...files.map(({ value }) => value));
  const { license, title, summary, installedSizeBytes, version = branch } = facts;
  const properties = {
    "flatpak:kind": facts.extensionOf ? "extension" : kind,
    "flatpak:branch": branch,
    "flatpak:title": title,
    "flatpak:origin": facts.origin,
    "flatpak:commit": facts.commit,
    "flatpak:runtime": facts.runtime,
    "flatpak:sdk": facts.sdk,
    "flatpak:end-of-life": facts.eol,
  };
  return {
    reference: `${kind}/${name}/${architecture}/${branch}`,
    facts,
    pkg: {
      purl: formatPurl({ type: "flatpak", name, version, qualifiers: { arch: architecture, branch } }),
      type: "flatpak",
      name,
      version,
      architecture,
      licenses: license ? [license] : [],
      ...(summary && { description: summary }),
      ...(installedSizeBytes !== undefined && { installedSizeBytes }),
      properties: Object.fromEntries(
        Object.entries(properties).filter((entry): entry is [string, string] => !!entry[1]),
      ),
      layer: first.layer,
      locations: files.map(({ path, layer }) => ({ path, layer })),
    },
  };
}

/** Keys of the groups of interest, by where they stand. */
const KEYS: Readonly<Record<string, keyof Facts>> = {
  "[Application] runtime": "runtime",
  "[Application] sdk": "sdk",
  "[Runtime] runtime": "runtime",
  "[Runtime] sdk": "sdk",
  "[ExtensionOf] ref": "extensionOf",
};

function readMetadata(text: string): Facts {
  const found: Partial<Record<keyof Facts, string>> = {};
  let group = "";
  for (const line of linesOf(text)) {
    if (line.startsWith("[")) group = line.trim();
    const equals = line.indexOf("=");
    const key = equals < 0 ? undefined : KEYS[`${group} ${line.slice(0, equals).trim()}`];
    if (key) found[key] ??= line.slice(equals + 1).trim();
  }
  return factsOf(found);
}

/** Those that say something. */
const factsOf = (facts: Partial<Record<keyof Facts, string | undefined>>): Facts =>
  Object.fromEntries(
    Object.entries(facts).flatMap(([key, value]) => {
      const text = textOf(value)?.slice(0, MOST_TEXT);
      return text === undefined ? [] : [[key, text] as const];
    }),
  );
