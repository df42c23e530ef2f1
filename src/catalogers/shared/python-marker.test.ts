import { expect, test } from "vitest";
import { evaluateMarker, LINUX, linuxWith } from "./python-marker.ts";

test.each([
  ["python_version < '3.12'", true],
  ["python_version > '3.9'", true],
  ["python_version == '3.11.*'", true],
  ["python_version ~= '3.8'", true],
  ["'3.9' <= python_version", true],
  ["python_version in '3.10 3.11'", true],
  ["python_version not in '3.10'", true],
  ["sys_platform == 'win32'", false],
  ["sys.platform != 'win32'", true],
  ["extra == 'x'", false],
  ["os_name == 'nt' or os_name == 'posix' and extra == ''", true],
  ["(os_name == 'nt' or os_name == 'posix') and extra == 'x'", false],
  ["platform_machine == 'x86_64'", undefined],
  ["platform_machine == 'x86_64' and extra == 'x'", false],
  ["platform_machine == 'x86_64' or os_name == 'posix'", true],
  ["python_version < 'three'", undefined],
  ["toString == 'x'", undefined],
  ["os_name constructor 'x'", undefined],
  ["os_name == 'posix", undefined],
  ["os_name", undefined],
  ["))and or((", undefined],
  ["", undefined],
])("%s: %s", (marker, expected) => {
  expect(evaluateMarker(marker, linuxWith("3.11"))).toBe(expected);
});

test("where the version of Python is not known, nothing is said of it", () => {
  expect(evaluateMarker("python_version < '3'", LINUX)).toBeUndefined();
});

test("a hundred thousand parentheses are no trouble", () => {
  const deep = `${"(".repeat(100_000)}os_name == 'posix'${")".repeat(100_000)}`;
  expect(evaluateMarker(deep, LINUX)).toBe(true);
});
