import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { beforeAll, describe, expect, test } from "vitest";
import { richSbom } from "../../test/support/rich-sbom.ts";
import { findFormat } from "./formats.ts";

/*
 * Holds what is written to the schemas that the standards publish. They are not part of this repository;
 * PLIMSOLL_TEST_DATA names the folder that has them as data/vectors/schemas.
 */
const testData = process.env.PLIMSOLL_TEST_DATA;
const schemaOf = (path: string) =>
  JSON.parse(readFileSync(join(testData ?? "", "data/vectors/schemas", path), "utf8")) as object;

const empty = { ...richSbom, packages: [], problems: [], image: { ...richSbom.image, digests: {}, layers: [] } };

describe.skipIf(testData === undefined)("what is written is valid by the published schema:", () => {
  const ajv = new Ajv({ strict: false, allErrors: true });

  beforeAll(() => {
    (addFormats as unknown as (ajv: Ajv) => void)(ajv);
    // Formats of JSON Schema that the library lacks: checked as far as a mistake of ours would show.
    ajv.addFormat("iri-reference", (text: string) => !/[\s<>"{}|\\^`]/.test(text));
    ajv.addFormat("idn-email", /^\S+@\S+$/);
    for (const name of readdirSync(join(testData ?? "", "data/vectors/schemas/cyclonedx"))) {
      // One of them names another of them as the language that it is written in.
      const { $schema: _language, ...schema } = schemaOf(`cyclonedx/${name}`) as Record<string, unknown>;
      if (!/1\.[23]/.test(name)) ajv.addSchema(schema, name);
    }
    ajv.addSchema(schemaOf("spdx/spdx-2.3.schema.json"), "spdx-2.3.schema.json");
  });

  test.each([
    ["cyclonedx@1.4", "bom-1.4.schema.json"],
    ["cyclonedx@1.5", "bom-1.5.schema.json"],
    ["cyclonedx@1.6", "bom-1.6.schema.json"],
    ["cyclonedx@1.7", "bom-1.7.schema.json"],
    ["spdx", "spdx-2.3.schema.json"],
  ])("%s", async (name, schema) => {
    const write = await findFormat(name)?.load();
    for (const sbom of [richSbom, empty]) {
      const document: unknown = JSON.parse(JSON.stringify(write?.(sbom, { toolVersion: "1.0.0" })));
      const isValid = ajv.validate(schema, document);
      expect(ajv.errors ?? []).toEqual([]);
      expect(isValid).toBe(true);
    }
  });
});
