import { defineCataloger } from "./cataloger.ts";
import { fieldsOf, itemsOf, textOf } from "./shared/json-fields.ts";
import { assembleLists, collectPackages, type PackageList } from "./shared/package-list.ts";
import { readYaml } from "./shared/read-yaml.ts";

const WORKFLOW = /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/;
const ACTION = /(?:^|\/)action\.ya?ml$/;

/** `owner/repository/folder@ref`; not `./folder` nor `docker://image`. */
const USES = /^([^/@:.\s][^/@:\s]*)\/([^/@\s]+)(?:\/([^@\s]+))?@(\S+)$/;

/** Actions and workflows of others that a project's workflows run. */
export const githubActions = defineCataloger<PackageList>({
  name: "github-actions",
  version: 1,
  describes: "Actions and workflows that workflows of GitHub Actions, and actions made of steps, use",
  specification: "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax",
  purlType: "github",
  evidences: "declared",
  gives: ["direct", "scope"],
  roots: [],
  maxFileBytes: 1024 * 1024,

  wants: (path) => WORKFLOW.test(path) || (ACTION.test(path) && !path.includes("node_modules/")),

  read(file, report) {
    const yaml = readYaml(file, report);
    if (yaml === undefined) return undefined;
    const jobs = Object.values(fieldsOf(yaml.jobs)).map(fieldsOf);
    const steps = [...jobs, fieldsOf(yaml.runs)].flatMap((job) => itemsOf(job.steps).map(fieldsOf));
    const collector = collectPackages(file, report);
    for (const { uses } of [...jobs, ...steps]) {
      const [, namespace, name, subpath, version] = USES.exec(textOf(uses) ?? "") ?? [];
      if (name !== undefined) collector.add({ namespace, name, subpath, version, direct: true, scope: "development" });
    }
    return collector.packages.length === 0 ? undefined : { packages: collector.packages };
  },

  assemble: (evidence) => assembleLists(evidence, { purlType: "github" }),
});
