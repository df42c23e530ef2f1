import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { askHelper } from "./credential-helper.ts";
import { machine } from "./fixtures/machine.ts";

/** A helper that runs the lines, as a program of its own. */
function helper(lines: string, environment: Record<string, string> = {}) {
  const made = machine({ "bin/docker-credential-test": `#!/bin/sh\n${lines}\n` }, environment);
  const ask = (given: Partial<Parameters<typeof askHelper>[0]> = {}) =>
    askHelper({ name: "test", serverUrl: "ghcr.io", environment: made.environment, ...given });
  return { ...made, ask };
}

const answer = (user: string, secret: string) =>
  `echo '${JSON.stringify({ ServerURL: "x", Username: user, Secret: secret })}'`;

test("a helper is asked with 'get' and the server on standard input, and sees the environment", async () => {
  const { ask, folder } = helper(`echo "$1 $# $(cat) $REGION" > "$HOME_OF_TEST/asked"; ${answer("ann", "pw")}`, {
    HOME_OF_TEST: "@/bin",
    REGION: "eu",
  });
  const found = await ask({ serverUrl: "https://index.docker.io/v1/" });
  expect(found).toEqual({ kind: "basic", user: "ann", password: "pw", origin: "docker-credential-test" });
  expect(readFileSync(join(folder, "bin/asked"), "utf8")).toBe("get 1 https://index.docker.io/v1/ eu\n");
});

test("the user <token> stands for an identity token", async () => {
  expect(await helper(answer("<token>", "t")).ask()).toMatchObject({ kind: "identity", token: "t" });
});

test.each([
  ["says so on standard output", "echo 'credentials not found in native keychain'; exit 1"],
  ["says so on standard error", "echo 'credentials not found in native keychain' >&2; exit 1"],
  ["answers with an empty secret", answer("", "")],
])("a helper has nothing when it %s", async (_title, lines) => {
  expect(await helper(lines).ask()).toBeUndefined();
});

test("a helper that does not read its input is heard", async () => {
  expect(await helper(`exec <&-; ${answer("ann", "pw")}`).ask({ serverUrl: "x".repeat(1e6) })).toMatchObject({
    user: "ann",
  });
});

describe("a helper fails", () => {
  test.each([
    ["with its own words", "echo 'gpg: decryption failed: No secret key'; exit 2", /ended with 2: gpg: decryption/],
    ["with words on standard error", "echo 'no such profile' >&2; exit 1", /ended with 1: no such profile/],
    ["without a word", "exit 3", /ended with 3$/],
    ["by a signal", "kill -9 $$", /ended by SIGKILL/],
    ["with what is no JSON", "echo hello", /its answer is not/],
    ["with another JSON", "echo '{\"user\": 1}'", /its answer is not/],
    ["with a secret of nobody", answer("", "s3cret"), /a secret and no user/],
    ["with too much", "yes s3cret | head -c 2000000", /more than 1048576 bytes/],
    ["with a secret in its failure", `${answer("ann", "s3cret")}; exit 1`, /ended with 1$/],
    ["with a secret in plain", "echo 'Secret: s3cret'; exit 1", /ended with 1$/],
    ["with control characters", "printf 'no\\033[31m way'; exit 1", /ended with 1: no \[31m way$/],
  ])("%s", async (_title, lines, message) => {
    const error = await helper(lines)
      .ask()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "CREDENTIAL_HELPER_FAILED", message: expect.stringMatching(message) });
    expect((error as Error).message).toMatch(/^docker-credential-test: /);
    expect((error as Error).message).not.toContain("s3cret");
    expect((error as Error).cause).toBeUndefined();
  });

  test("that takes too long", async () => {
    await expect(helper("exec sleep 600").ask({ patienceMs: 200 })).rejects.toMatchObject({
      code: "CREDENTIAL_HELPER_FAILED",
      message: "docker-credential-test: it did not answer within 0.2 s",
    });
  });

  test("that is not there", async () => {
    const { environment } = machine({});
    await expect(askHelper({ name: "nowhere", serverUrl: "ghcr.io", environment })).rejects.toMatchObject({
      code: "CREDENTIAL_HELPER_FAILED",
      message: "docker-credential-nowhere: the settings name it, but it is not on the PATH",
    });
  });

  test.each(["../evil", "a/b", "", "-x", "a b", "a;b", "a\0b", ".."])("whose name is %j", async (name) => {
    const { environment } = machine({});
    await expect(askHelper({ name, serverUrl: "ghcr.io", environment })).rejects.toMatchObject({
      code: "CREDENTIAL_HELPER_FAILED",
    });
  });
});

test("a helper does not come out of the folder that one stands in", async () => {
  const { folder } = machine({ "bin/docker-credential-test": "#!/bin/sh\ntouch ran\n" });
  const before = process.cwd();
  mkdirSync(join(folder, "empty"));
  process.chdir(join(folder, "bin"));
  try {
    const environment = { PATH: `.::./:${join(folder, "empty")}` };
    await expect(askHelper({ name: "test", serverUrl: "ghcr.io", environment })).rejects.toThrow(/not on the PATH/);
  } finally {
    process.chdir(before);
  }
  expect(existsSync(join(folder, "bin/ran"))).toBe(false);
});

test("a signal stops the question", async () => {
  const signal = AbortSignal.timeout(50);
  await expect(helper("exec sleep 600").ask({ signal })).rejects.toMatchObject({ code: "INTERRUPTED" });
});
