import { expect, test } from "vitest";
import { mirrorsFromVariable } from "./mirrors-variable.ts";

const mirrorsOf = (value: string | undefined, host = "docker.io") =>
  mirrorsFromVariable({ PLIMSOLL_REGISTRY_MIRRORS: value }, host);

test.each([
  [undefined, undefined],
  ["", undefined],
  ["ghcr.io=https://mirror.local", undefined],
  ["docker.io=https://mirror.local", ["https://mirror.local"]],
  ["docker.io=mirror.local:5000", ["https://mirror.local:5000"]],
  ["docker.io=http://mirror.local", ["http://mirror.local"]],
  ["index.docker.io = https://mirror.local/hub/ ,", ["https://mirror.local/hub"]],
  ["docker.io=https://mirror.local/v2/", ["https://mirror.local"]],
  ["docker.io=https://a.b,ghcr.io=https://c.d,docker.io=https://e.f", ["https://a.b", "https://e.f"]],
  ["docker.io=", []],
])("%j names %j", (value, expected) => {
  expect(mirrorsOf(value)).toEqual(expected);
});

test("a host with a port", () => {
  expect(mirrorsOf("registry.local:5000=https://a.b", "registry.local:5000")).toEqual(["https://a.b"]);
});

test.each([
  "https://user:s3cret@mirror.local",
  "docker.io=https://user:s3cret@mirror.local",
  "docker.io=https://mirror.local/?token=s3cret",
  "docker.io=ftp://s3cret",
  "docker.io=https://",
  "docker.io=not an address",
  "=https://s3cret",
  "a/s3cret=https://mirror.local",
  "s3cret",
])("%j is refused, and not shown", (value) => {
  expect(() => mirrorsOf(value)).toThrow(
    expect.objectContaining({ code: "OPTION_INVALID", message: expect.stringMatching(/^PLIMSOLL_REGISTRY_MIRRORS: /) }),
  );
  expect(() => mirrorsOf(value)).not.toThrow(/s3cret/);
});
