import { X509Certificate } from "node:crypto";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { certificatesFor, certificatesForAll } from "./certificates.ts";
import { AUTHORITY, CLIENT, CLIENT_KEY, LOCKED_KEY, OTHER_KEY } from "./fixtures/certificates.ts";
import { machine } from "./fixtures/machine.ts";

const host = "registry.local:5000";
const nameOf = (pem: string) => new X509Certificate(pem).subject;

describe("for one server", () => {
  test("nothing is laid down", async () => {
    expect(await certificatesFor([host], machine({}))).toEqual({ authorities: [] });
  });

  test.each([
    ["etc/docker", {}],
    ["etc/containers", {}],
    ["home/.config/docker", {}],
    ["home/.config/containers", {}],
    ["home/.docker", {}],
    ["named", { DOCKER_CONFIG: "@/named" }],
    ["xdg/docker", { XDG_CONFIG_HOME: "@/xdg" }],
  ])("authorities, certificate and key are in %s/certs.d", async (folder, environment) => {
    const of = `${folder}/certs.d/${host}`;
    const files = {
      [`${of}/ca.crt`]: `A comment.\n${AUTHORITY}${CLIENT}`,
      [`${of}/client.cert`]: CLIENT,
      [`${of}/client.key`]: CLIENT_KEY,
      [`${of}/README`]: "not read",
    };
    const { authorities, client } = await certificatesFor([host], machine(files, environment));
    expect(authorities.map(nameOf)).toEqual(["CN=Plimsoll test authority", "CN=Plimsoll test client"]);
    expect(client).toEqual({ certificate: CLIENT, key: CLIENT_KEY });
  });

  test("folders of all its names count, each authority once, and no other server's", async () => {
    const files = {
      "etc/docker/certs.d/docker.io/ca.crt": AUTHORITY,
      "etc/containers/certs.d/registry-1.docker.io/ca.crt": AUTHORITY,
      "home/.docker/certs.d/registry-1.docker.io/more.crt": CLIENT,
      "etc/docker/certs.d/other.local/ca.crt": "not read",
    };
    const { authorities } = await certificatesFor(["docker.io", "registry-1.docker.io"], machine(files));
    expect(authorities.map(nameOf).sort()).toEqual(["CN=Plimsoll test authority", "CN=Plimsoll test client"]);
  });

  test("a name that would lead out of the folder is nobody's", async () => {
    const files = { "etc/docker/ca.crt": AUTHORITY, "etc/docker/certs.d/x/ca.crt": "" };
    expect(await certificatesFor(["..", "x/..", "."], machine(files))).toEqual({ authorities: [] });
  });

  test.each([
    [
      "a certificate without a key",
      { "client.cert": CLIENT },
      /client\.cert: has no key client\.key beside it; author/,
    ],
    ["a key without a certificate", { "client.key": CLIENT_KEY }, /client\.key: has no certificate client\.cert/],
    ["the key of another", { "a.cert": CLIENT, "a.key": OTHER_KEY }, /a\.key: is not the key of .*a\.cert$/],
    ["a locked key", { "a.cert": CLIENT, "a.key": LOCKED_KEY }, /a\.key: is not a private key in PEM, or is locked/],
    ["a key that is none", { "a.cert": CLIENT, "a.key": "s3cret" }, /a\.key: is not a private key in PEM/],
    ["a certificate that is none", { "a.cert": "s3cret", "a.key": CLIENT_KEY }, /a\.cert: holds no certificate/],
    ["an authority that is none", { "ca.crt": "s3cret" }, /ca\.crt: holds no certificate in PEM/],
    ["an authority that is cut", { "ca.crt": AUTHORITY.replace("MIIB", "MI") }, /ca\.crt: holds a certificate that/],
  ])("%s is malformed, with the file", async (_title, files, message) => {
    const laid = Object.entries(files).map(([name, text]) => [`etc/docker/certs.d/${host}/${name}`, text]);
    const error = await certificatesFor([host], machine(Object.fromEntries(laid))).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "CONFIG_MALFORMED", message: expect.stringMatching(message) });
    expect((error as Error).message).not.toMatch(/s3cret|PRIVATE/);
    expect((error as Error).cause).toBeUndefined();
  });

  test("a file of more than 1 MiB is not read", async () => {
    const files = { [`etc/docker/certs.d/${host}/ca.crt`]: AUTHORITY + "x".repeat(1024 * 1024) };
    await expect(certificatesFor([host], machine(files))).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
  });

  test("a link that leads nowhere is told of", async () => {
    const made = machine({ [`etc/docker/certs.d/${host}/ok.crt`]: AUTHORITY });
    symlinkSync("nowhere", join(made.folder, `etc/docker/certs.d/${host}/ca.crt`));
    await expect(certificatesFor([host], made)).rejects.toMatchObject({ code: "READ_FAILED" });
  });
});

describe("for every server", () => {
  const files = {
    "bundle.pem": `# Some authority\n${AUTHORITY}\n${CLIENT}`,
    "one/a.pem": AUTHORITY,
    "one/revoked.crl": "not a certificate",
    "two/0123abcd.0": CLIENT,
    "empty.pem": "",
  };
  const names = async (environment: Record<string, string>) =>
    (await certificatesForAll(machine(files, environment).environment)).map(nameOf);

  test.each([
    ["nothing is named", {}, []],
    ["a file", { SSL_CERT_FILE: "@/bundle.pem" }, ["authority", "client"]],
    ["folders", { SSL_CERT_DIR: "@/one:@/two" }, ["authority", "client"]],
    ["both, each authority once", { SSL_CERT_FILE: "@/bundle.pem", SSL_CERT_DIR: "@/one" }, ["authority", "client"]],
  ])("%s", async (_title, environment, expected) => {
    expect(await names(environment)).toEqual(expected.map((name) => `CN=Plimsoll test ${name}`));
  });

  test.each([
    ["SSL_CERT_FILE", "@/nowhere.pem"],
    ["SSL_CERT_FILE", "@/empty.pem"],
    ["SSL_CERT_DIR", "@/nowhere"],
    ["SSL_CERT_DIR", "@/bundle.pem"],
  ])("%s=%s is refused", async (variable, value) => {
    await expect(names({ [variable]: value })).rejects.toMatchObject({
      code: "OPTION_INVALID",
      message: expect.stringMatching(new RegExp(`^${variable}: /`)),
    });
  });
});
