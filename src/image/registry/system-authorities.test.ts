import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { getCACertificates } from "node:tls";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { authoritiesOfSystem, systemAuthorities } from "./system-authorities.ts";

test("the first bundle that is there counts, else what Node.js knows of the system", () => {
  const folder = temporaryFolder();
  const [absent, first, second] = ["absent", "first", "second"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(first, "one");
  writeFileSync(second, "two");
  expect(authoritiesOfSystem([absent, first, second])).toEqual(["one"]);
  expect(authoritiesOfSystem([absent])).toEqual(getCACertificates("system"));
});

test("those of Node.js are among them", () => {
  expect(systemAuthorities()).toEqual(expect.arrayContaining([getCACertificates("bundled")[0]]));
});
