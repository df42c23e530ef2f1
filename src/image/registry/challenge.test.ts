import { expect, test } from "vitest";
import { parseChallenges } from "./challenge.ts";

test.each<{ title: string; headers: readonly string[]; challenges: readonly [string, Record<string, string>][] }>([
  { title: "nothing", headers: [], challenges: [] },
  { title: "an empty header", headers: [""], challenges: [] },
  {
    title: "Docker Hub's",
    headers: [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/debian:pull"',
    ],
    challenges: [
      [
        "bearer",
        {
          realm: "https://auth.docker.io/token",
          service: "registry.docker.io",
          scope: "repository:library/debian:pull",
        },
      ],
    ],
  },
  {
    title: "scheme and names in any case",
    headers: ['BEARER Realm="a", SERVICE="b"'],
    challenges: [["bearer", { realm: "a", service: "b" }]],
  },
  {
    title: "a comma inside quotes",
    headers: ['Bearer scope="repository:app:pull,push",realm="r"'],
    challenges: [["bearer", { scope: "repository:app:pull,push", realm: "r" }]],
  },
  {
    title: "escapes inside quotes",
    headers: [String.raw`Basic realm="say \"hello\", \\ and go"`],
    challenges: [["basic", { realm: String.raw`say "hello", \ and go` }]],
  },
  {
    title: "several challenges in one header",
    headers: ['Negotiate, Basic realm="x, y", Bearer realm="https://r/token", service=s'],
    challenges: [
      ["negotiate", {}],
      ["basic", { realm: "x, y" }],
      ["bearer", { realm: "https://r/token", service: "s" }],
    ],
  },
  {
    title: "several headers",
    headers: ['Basic realm="x"', 'Bearer realm="r"'],
    challenges: [
      ["basic", { realm: "x" }],
      ["bearer", { realm: "r" }],
    ],
  },
  {
    title: "a scheme with a token in place of parameters",
    headers: ['Negotiate YIIJ+/v==, Basic realm="x"'],
    challenges: [
      ["negotiate", {}],
      ["basic", { realm: "x" }],
    ],
  },
  {
    title: "spaces around the equals sign",
    headers: ['Bearer realm = "r" , service =s'],
    challenges: [["bearer", { realm: "r", service: "s" }]],
  },
  {
    title: "an address without quotes",
    headers: ["Bearer realm=https://r.example/token?a=b,service=s"],
    challenges: [["bearer", { realm: "https://r.example/token?a=b", service: "s" }]],
  },
  {
    title: "a name that comes twice: the first one counts",
    headers: ['Bearer realm="first",realm="second"'],
    challenges: [["bearer", { realm: "first" }]],
  },
  {
    title: "empty places of the list",
    headers: [', , Basic realm="x",, charset="UTF-8",'],
    challenges: [["basic", { realm: "x", charset: "UTF-8" }]],
  },
  { title: "quotes that do not end", headers: ['Bearer realm="https://r'], challenges: [["bearer", { realm: "" }]] },
  { title: "no scheme", headers: ['="x"', '"Bearer"'], challenges: [] },
  {
    title: "what follows something unreadable is left out",
    headers: ['Basic realm="x", ; Bearer realm="r"'],
    challenges: [["basic", { realm: "x" }]],
  },
])("$title", ({ headers, challenges }) => {
  const found = parseChallenges(headers).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
  expect(found).toEqual(challenges);
});

test("a header as long as Node.js takes it is read in no time", () => {
  const long = `Bearer ${"a=b,".repeat(4000)}realm="${"\\x".repeat(4000)}`;
  expect(parseChallenges([long, `${",".repeat(16_000)}"`])).toHaveLength(1);
});
