import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { ECOSYSTEMS } from "../model/ecosystems.ts";
import { getVersionOrder, VERSION_ORDERS } from "./index.ts";

test("the list of orders is the folder", () => {
  const files = readdirSync(new URL(".", import.meta.url)).filter((file) => file.endsWith(".ts"));
  const members = files
    .filter((file) => !file.endsWith(".test.ts") && file !== "index.ts" && file !== "version-order.ts")
    .map((file) => file.replace(/\.ts$/, ""));
  expect(VERSION_ORDERS.map(({ name }) => name)).toEqual(members.sort());
});

test.each(ECOSYSTEMS)("the order of $advisories is known", ({ versions }) => {
  expect(getVersionOrder(versions).name).toBe(versions);
});

test("an unknown name is refused with the names there are", () => {
  expect(() => getVersionOrder("calver")).toThrowError(
    expect.objectContaining({
      code: "VERSION_SCHEME_UNKNOWN",
      message: expect.stringContaining("pub, rpm, semver"),
    }),
  );
});
