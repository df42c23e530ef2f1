import { expect, test } from "vitest";
import { allowanceInWords, isRunningOut, parseAllowance } from "./rate-limit.ts";

test.each([
  { title: "no headers", headers: {}, allowance: undefined },
  {
    title: "Docker Hub's",
    headers: { "ratelimit-limit": "100;w=21600", "ratelimit-remaining": "76;w=21600" },
    allowance: { pulls: 100, remaining: 76, windowSeconds: 21600 },
  },
  {
    title: "without a window",
    headers: { "ratelimit-limit": "100", "ratelimit-remaining": "76" },
    allowance: { pulls: 100, remaining: 76 },
  },
  { title: "a limit alone", headers: { "ratelimit-limit": "100;w=60" }, allowance: { pulls: 100, windowSeconds: 60 } },
  { title: "no numbers", headers: { "ratelimit-limit": "many" }, allowance: undefined },
])("reads $title", ({ headers, allowance }) => {
  expect(parseAllowance(new Map(Object.entries(headers)))).toEqual(allowance);
});

test.each([
  { pulls: 100, remaining: 10, isFew: false },
  { pulls: 100, remaining: 9, isFew: true },
  { pulls: 5000, remaining: 500, isFew: false },
  { pulls: 5000, remaining: 499, isFew: true },
  { pulls: 5, remaining: 5, isFew: true },
  { pulls: 100, remaining: undefined, isFew: false },
])("$remaining of $pulls: few is $isFew", ({ pulls, remaining, isFew }) => {
  expect(isRunningOut({ pulls, ...(remaining !== undefined && { remaining }) })).toBe(isFew);
});

test.each([
  { isKnown: false, words: "Docker Hub allows 100 pulls in 6 hours from here" },
  { isKnown: true, words: "Docker Hub allows 100 pulls in 6 hours to this account" },
])("in words, known: $isKnown", ({ isKnown, words }) => {
  expect(allowanceInWords({ pulls: 100, windowSeconds: 21600 }, "Docker Hub", isKnown)).toBe(words);
});
