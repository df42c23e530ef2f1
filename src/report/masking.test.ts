import { describe, expect, test } from "vitest";
import { looksLikeCredential, MASK, maskAssignment, maskCommand, maskInstruction, maskText } from "./masking.ts";

describe("a variable looks like a credential", () => {
  test.each([
    ["DATABASE_PASSWORD", "x", true],
    ["PGPASSWORD", "x", true],
    ["MYSQL_PWD", "x", true],
    ["APP_SECRET", "x", true],
    ["GITHUB_TOKEN", "x", true],
    ["API_KEY", "x", true],
    ["APIKEY", "x", true],
    ["AWS_SECRET_ACCESS_KEY", "x", true],
    ["SSH_PRIVATE_KEY", "x", true],
    ["ENCRYPTION_KEY", "x", true],
    ["NPM_AUTH", "x", true],
    ["SENTRY_DSN", "x", true],
    ["DATABASE_URL", "postgres://user:pass@db/x", true],
    ["ANYTHING", "AKIAIOSFODNN7EXAMPLE", true],
    ["ANYTHING", `ghp_${"a".repeat(36)}`, true],
    ["ANYTHING", "-----BEGIN RSA PRIVATE KEY-----", true],
    ["DATABASE_PASSWORD", "", false],
    ["REDIS_URL", "redis://localhost", false],
    ["PATH", "/usr/bin", false],
    ["GPG_KEY", "E3FF2839C048B25C084DEBE9B26995E310250568", false],
    ["GPG_KEYS", "x", false],
    ["NODE_VERSION", "24", false],
    ["KEYBOARD", "us", false],
    ["PWD", "/app", false],
    ["COMPASS_DIR", "/x", false],
    ["TOKENIZERS_PARALLELISM", "false", false],
    ["PW", "x", true],
    ["STRIPE", `sk_live_${"a".repeat(24)}`, true],
    ["OPENAI", `sk-proj-${"a".repeat(40)}`, true],
    ["NPM", `npm_${"a".repeat(36)}`, true],
    ["GOOGLE", `AIza${"a".repeat(35)}`, true],
    ["URL", "https://tokenonly@github.com/x", true],
    ["AUTHOR", "me", false],
    ["PYTHON_SHA256", "abc", false],
  ])("%s=%s: %s", (name, value, expected) => {
    expect(looksLikeCredential({ name, value })).toBe(expected);
  });
});

test.each([
  ["A=b=c", "A=b=c"],
  ["TOKEN=a=b", `TOKEN=${MASK}`],
  ["NAME", "NAME"],
])("the assignment %j is shown as %j", (text, shown) => {
  expect(maskAssignment(text)).toBe(shown);
});

test.each([
  ["ENV NODE_ENV=production", "ENV NODE_ENV=production"],
  ["ENV APP_SECRET=abc", `ENV APP_SECRET=${MASK}`],
  ['ENV APP_SECRET="a b" X=1', `ENV APP_SECRET=${MASK} X=1`],
  ["|2 TOKEN=abc VERSION=1 /bin/sh -c make", `|2 TOKEN=${MASK} VERSION=1 /bin/sh -c make`],
  ["RUN apt-get install -y --x=y", "RUN apt-get install -y --x=y"],
  ["ENV APP_SECRET two words", `ENV APP_SECRET ${MASK}`],
  ['ENV APP_SECRET="a \\" b" X=1', `ENV APP_SECRET=${MASK} X=1`],
  ["RUN git clone https://me:hidden@git.example.org/x", `RUN git clone https://me:${MASK}@git.example.org/x`],
  [`RUN curl -H "Authorization: Bearer abcdefgh12345678" x`, `RUN curl -H "Authorization: Bearer ${MASK}" x`],
  [`RUN echo ghp_${"a".repeat(36)} > x`, `RUN echo ${MASK} > x`],
])("the instruction %j is shown as %j", (text, shown) => {
  expect(maskInstruction(text)).toBe(shown);
});

test.each([
  [
    ["--password", "hunter2", "--token=abc", "-p", "80"],
    ["--password", MASK, `--token=${MASK}`, "-p", "80"],
  ],
  [
    ["sh", "-c", "run --password hunter2"],
    ["sh", "-c", `run --password ${MASK}`],
  ],
  [
    ["--token", "--verbose"],
    ["--token", "--verbose"],
  ],
])("the command %j is shown as %j", (words, shown) => {
  expect(maskCommand(words)).toEqual(shown);
});

test.each([
  ["letters", "a"],
  ["addresses", "a://b:c"],
  ["words", "ENV A "],
  ["tokens", "eyJ-"],
  ["flags", "--a "],
  ["quotes", 'A="'],
  ["blanks", " "],
])("a megabyte of %s is masked in no time", (_title, part) => {
  const text = part.repeat(1_000_000 / part.length);
  const startedAt = performance.now();
  maskInstruction(text);
  maskText(text);
  // Quadratic time would take minutes; any machine does it in this.
  expect(performance.now() - startedAt).toBeLessThan(5000);
});

test("what a rule of secrets finds is masked too, wherever it stands", () => {
  const digits = "0123456789abcdef";
  const token = `dop_v1_${Array.from({ length: 64 }, (_, i) => digits[(i * 7 + (i >> 3)) % 16]).join("")}`;
  expect(maskText(`a ${token} b ${token}`)).toBe(`a ${MASK} b ${MASK}`);
  expect(maskAssignment(`NOTE=${token}`)).toBe(`NOTE=${MASK}`);
});
