import { describe, expect, test } from "vitest";
import type { Problem } from "../../model/errors.ts";
import type { Found } from "../cataloger.ts";
import { assembleLists, collectPackages, type ListedFields, type PackageList } from "./package-list.ts";

function collect(...fields: ListedFields[]) {
  const problems: Problem[] = [];
  const collector = collectPackages({ path: "x.lock" }, (problem) => void problems.push(problem));
  for (const one of fields) collector.add(one);
  return { packages: collector.packages, problems: problems.map(({ message }) => message) };
}

describe("a package that a file lists", () => {
  test("keeps what is text, and what is not is not told", () => {
    const fields = { name: " a ", version: "1", author: 7, description: "", homepage: "h", properties: { "x:a": 1 } };
    expect(collect(fields, { name: "b", version: "2", licenses: ["MIT", "MIT"], needs: [] })).toEqual({
      packages: [
        { name: "a", version: "1", homepage: "h" },
        { name: "b", version: "2", licenses: ["MIT"] },
      ],
      problems: [],
    });
  });

  test.each([
    [{ name: {}, version: "1" }, "x.lock: a package has no name"],
    [{ name: "a", version: 1 }, "x.lock: the package 'a' has no version"],
  ])("%j is a problem", (fields, problem) => {
    expect(collect(fields)).toEqual({ packages: [], problems: [problem] });
  });

  test("is bounded, and so is their number", () => {
    const long = "x".repeat(1_000_000);
    const texts = Array.from({ length: 5000 }, (_, i) => `${i}`);
    const [pkg] = collect({ name: long, version: long, description: long, needs: texts }).packages;
    expect(JSON.stringify(pkg).length).toBeLessThan(50_000);
    const many = collect(...Array.from({ length: 50_002 }, () => ({ name: "a", version: "1" })));
    expect(many.packages.length).toBe(50_000);
    expect(many.problems).toEqual(["x.lock: more than 50000 packages; the others were left out"]);
  });
});

describe("lists become packages", () => {
  const found = (path: string, value: PackageList): Found<PackageList> => ({ path, layer: 0, value });
  const assemble = (...files: Found<PackageList>[]) =>
    assembleLists(files, { purlType: "x", projectOf: (path) => path.split("/")[0] ?? "" }).map(
      ({ purl, dependsOn, direct }) => ({
        purl,
        ...(dependsOn && { dependsOn }),
        ...(direct !== undefined && { direct }),
      }),
    );

  test("what one needs is looked for in its own project", () => {
    const a = { name: "a", version: "1", needs: ["b", "n/c", "a", "nowhere"] };
    expect(
      assemble(
        found("p/1", { packages: [a] }),
        found("p/2", { packages: [{ namespace: "n", name: "c", version: "3" }] }),
        found("q/1", { packages: [{ name: "b", version: "2" }] }),
      ),
    ).toEqual([{ purl: "pkg:x/a@1", dependsOn: ["pkg:x/n/c@3"] }, { purl: "pkg:x/n/c@3" }, { purl: "pkg:x/b@2" }]);
  });

  test("a name that is provided counts where no package has it", () => {
    const packages = [
      { name: "a", version: "1", needs: ["b", "c"] },
      { name: "b", version: "2" },
      { name: "d", version: "4", provides: ["b", "c"] },
    ];
    expect(assemble(found("p/1", { packages }))[0]?.dependsOn).toEqual(["pkg:x/b@2", "pkg:x/d@4"]);
  });

  test("who is asked for is told where somebody tells", () => {
    const packages = [
      { name: "a", version: "1" },
      { name: "b", version: "2" },
    ];
    expect(assemble(found("p/1", { packages }), found("p/2", { packages: [], asked: ["b"] }))).toEqual([
      { purl: "pkg:x/a@1", direct: false },
      { purl: "pkg:x/b@2", direct: true },
    ]);
    expect(assemble(found("p/1", { packages }))).toEqual([{ purl: "pkg:x/a@1" }, { purl: "pkg:x/b@2" }]);
  });

  test("files that no longer stand say nothing", () => {
    expect(assemble({ ...found("p/1", { packages: [{ name: "a", version: "1" }] }), until: 1 })).toEqual([]);
  });
});
