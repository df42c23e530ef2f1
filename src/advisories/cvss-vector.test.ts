import { expect, test, vi } from "vitest";
import { readCvssVector } from "./cvss-vector.ts";

const rows = [
  { title: "version 2", vector: "AV:N/AC:L/Au:N/C:P/I:P/A:P", version: "2.0", score: 7.5 },
  { title: "version 2 with a prefix", vector: "CVSS:2.0/AV:N/AC:L/Au:N/C:P/I:P/A:P", version: "2.0", score: 7.5 },
  { title: "version 3.0", vector: "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", version: "3.0", score: 9.8 },
  { title: "version 3.1", vector: "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", version: "3.1", score: 7.8 },
  {
    title: "version 3.1 with temporal metrics, which do not change the base score",
    vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O",
    version: "3.1",
    score: 9.8,
  },
  { title: "no impact at all", vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", version: "3.1", score: 0 },
  {
    title: "version 4",
    vector: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
    version: "4.0",
    score: 9.3,
  },
  {
    title: "version 4 with threat metrics, which do not change the base score",
    vector: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:P",
    version: "4.0",
    score: 9.3,
  },
  { title: "surrounding white space", vector: " AV:N/AC:L/Au:N/C:P/I:P/A:P\n", version: "2.0", score: 7.5 },
  { title: "an incomplete vector", vector: "CVSS:3.1/AV:N", version: "3.1", score: undefined },
  { title: "an incomplete vector of version 4", vector: "CVSS:4.0/AV:N/AC:L", version: "4.0", score: undefined },
  { title: "an unknown metric", vector: "CVSS:3.1/AV:X/FOO:BAR", version: "3.1", score: undefined },
];

test.each(rows)("reads $title", ({ vector, version, score }) => {
  const expected = { version, vector: vector.trim(), ...(score !== undefined && { score }) };
  expect(readCvssVector(vector)).toEqual(expected);
});

test.each(["", "rubbish", "7.5", "CVSS:9.9/AV:N", "__proto__", "CVSS:3.1"])("%j is no vector", (text) => {
  expect(readCvssVector(text)).toBeUndefined();
});

test.each([
  "CVSS:3.1/AV:N/AC:L/PR:/UI:N/S:U/C:H/I:H/A:H",
  "CVSS:3.1/AV:N/AC:L/\u001b[2J/UI:N/S:U/C:H/I:H/A:H",
  "CVSS:4.0/AV:N/AC:L/:N/PR:N",
])("%j has no score, and nothing of it is written anywhere", (text) => {
  using warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  expect(readCvssVector(text)?.score).toBeUndefined();
  expect(warn).not.toHaveBeenCalled();
});
