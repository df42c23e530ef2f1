import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { richSbom } from "../../test/support/rich-sbom.ts";
import { SBOM_FORMATS } from "./formats.ts";

/*
 * Lets libraries of the standards' own people read what is written: `pip install spdx-tools
 * spdx-python-model cyclonedx-python-lib[validation]`.
 * PLIMSOLL_REFERENCE_PYTHON names a Python that has them.
 */
const python = process.env.PLIMSOLL_REFERENCE_PYTHON;
const script = fileURLToPath(new URL("./fixtures/read-by-others.py", import.meta.url));

const read = SBOM_FORMATS.filter(({ name }) => /^cyclonedx-xml|^spdx/.test(name));

describe.skipIf(python === undefined)("others read without complaint:", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-readers-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(read.map((format) => [format.describes, format] as const))(
    "%s",
    async (_describes, format) => {
      const document = (await format.load())(richSbom, { toolVersion: "1.0.0" });
      const file = join(folder, `a.${format.extension}`);
      writeFileSync(file, typeof document === "string" ? document : JSON.stringify(document));
      const name = format.aliases.find((alias) => alias.includes("@")) ?? format.name;
      const asked = format.name.startsWith("cyclonedx-xml@") ? format.name : name.replace("spdx@2.3", "spdx");
      const { stdout, stderr } = spawnSync(python ?? "", [script, asked, file], { encoding: "utf8" });
      const expected = asked === "cyclonedx-xml@1.7" ? "" : `packages: ${richSbom.packages.length}\n`;
      expect(
        stdout +
          stderr
            .split("\n")
            .filter((line) => /error/i.test(line))
            .join("\n"),
      ).toBe(expected);
    },
    60_000,
  );
});
