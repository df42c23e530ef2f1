import { describe, expect, test } from "vitest";
import { azureCredential, googleCredential } from "./cloud-credentials.ts";
import { machine } from "./fixtures/machine.ts";

const key = JSON.stringify({ type: "service_account", private_key: "s3cret", client_email: "a@b" });

describe("the key of a service account", () => {
  const withKey = () => machine({ "key.json": `${key}\n` }, { GOOGLE_APPLICATION_CREDENTIALS: "@/key.json" });

  test.each(["gcr.io", "eu.gcr.io", "europe-west1-docker.pkg.dev", "docker.europe-west1.rep.pkg.dev"])(
    "is the password of %s",
    async (host) => {
      const { environment, folder } = withKey();
      expect(await googleCredential(host, environment)).toEqual({
        kind: "basic",
        user: "_json_key",
        password: key,
        origin: `the service account key ${folder}/key.json (GOOGLE_APPLICATION_CREDENTIALS)`,
      });
    },
  );

  test.each(["docker.io", "evilgcr.io", "gcr.io.example.com", "x.pkg.dev.example.com", "k8s.gcr.io", "gcr.io:5000"])(
    "is nothing for %s",
    async (host) => {
      expect(await googleCredential(host, withKey().environment)).toBeUndefined();
    },
  );
});

test.each([
  ["is not there", undefined, "READ_FAILED"],
  ["is no JSON", '{"private_key": "s3cret', "CONFIG_MALFORMED"],
  ["is of another kind", '{"type": "external_account", "x": "s3cret"}', "CONFIG_MALFORMED"],
  ["has no key", '{"type": "service_account", "x": "s3cret"}', "CONFIG_MALFORMED"],
])("a key file that %s is told of, and nothing of it is shown", async (_title, text, code) => {
  const { environment } = machine(text === undefined ? {} : { "key.json": text }, {
    GOOGLE_APPLICATION_CREDENTIALS: "@/key.json",
  });
  const error = await googleCredential("gcr.io", environment).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, message: expect.stringContaining("(GOOGLE_APPLICATION_CREDENTIALS)") });
  expect(JSON.stringify([error, (error as Error).message, String((error as Error).cause)])).not.toContain("s3cret");
});

describe("a service principal", () => {
  const environment = { AZURE_CLIENT_ID: "id", AZURE_CLIENT_SECRET: "s3cret" };

  test.each(["team.azurecr.io", "team.azurecr.cn", "team.azurecr.us", "team-a1b2.azurecr.io"])("is for %s", (host) => {
    expect(azureCredential(host, environment)).toMatchObject({ kind: "basic", user: "id", password: "s3cret" });
  });

  test.each(["docker.io", "mcr.microsoft.com", "azurecr.io", "team.azurecr.io.example.com", "evilazurecr.io"])(
    "is not for %s",
    (host) => {
      expect(azureCredential(host, environment)).toBeUndefined();
    },
  );

  test("is none without its secret", () => {
    expect(azureCredential("team.azurecr.io", { AZURE_CLIENT_ID: "id" })).toBeUndefined();
  });
});
