import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { randomNumbers } from "../../test/support/made-up-secret.ts";
import { findInFile } from "./find.ts";

const idsIn = (content: string | Uint8Array, path = "srv/app/id_rsa") =>
  findInFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content).found.map(
    ({ rule, line }) => `${rule.id}${line === undefined ? "" : `:${line}`}`,
  );

const random = randomNumbers(1);
const base64 = (length: number) =>
  Buffer.from(Array.from({ length }, () => Math.floor(random() * 256))).toString("base64");
const lines = (text: string, width = 64) => text.match(new RegExp(`.{1,${width}}`, "g"))?.join("\n") ?? "";
const pem = (label: string, body: string) => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;

const rsa = (cipher?: string) =>
  generateKeyPairSync("rsa", {
    modulusLength: 1024,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem", ...(cipher && { cipher, passphrase: "x" }) },
  });
const ec = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "sec1", format: "pem" },
}).privateKey;
const ed25519 = generateKeyPairSync("ed25519", {
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
}).privateKey;
const pkcs1 = generateKeyPairSync("rsa", {
  modulusLength: 1024,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
}).privateKey;
const key = rsa().privateKey;

const openSsh = (cipher: string) =>
  Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    Buffer.from([0, 0, 0, cipher.length]),
    Buffer.from(cipher),
    Buffer.from(base64(200), "base64"),
  ]).toString("base64");

const putty = (encryption: string) =>
  `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: ${encryption}\nComment: me@here\nPublic-Lines: 2\n` +
  `${lines(base64(60))}\nPrivate-Lines: 1\n${base64(36)}\nPrivate-MAC: 00\n`;

describe("a private key is found:", () => {
  test.each<[string, string | Uint8Array, string[]]>([
    ["PKCS#8", `# x\n\n${key}`, ["private-key:3"]],
    ["PKCS#1", pkcs1, ["private-key:1"]],
    ["of an elliptic curve", ec, ["private-key:1"]],
    ["Ed25519", ed25519, ["private-key:1"]],
    ["with Windows line breaks", key.replaceAll("\n", "\r\n"), ["private-key:1"]],
    ["in YAML, moved in", `tls:\n  key: |\n${key.replaceAll(/^/gm, "    ")}`, ["private-key:3"]],
    ["in JSON", JSON.stringify({ key }), ["private-key:1"]],
    ["in source code, line by line", `k = "${key.trim().replaceAll("\n", '\\n" +\n  "')}\\n"`, ["private-key:1"]],
    ["two in a file", `${key}${ec}`, [`private-key:1`, `private-key:${key.split("\n").length}`]],
    ["of OpenSSH", pem("OPENSSH PRIVATE KEY", lines(openSsh("none"), 70)), ["ssh-private-key:1"]],
    [
      "of OpenSSH behind a passphrase",
      pem("OPENSSH PRIVATE KEY", lines(openSsh("aes256-ctr"), 70)),
      ["private-key-encrypted:1"],
    ],
    ["PKCS#8 behind a passphrase", rsa("aes-256-cbc").privateKey, ["private-key-encrypted:1"]],
    [
      "of OpenSSL behind a passphrase",
      pem("RSA PRIVATE KEY", `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n${lines(base64(2400))}`),
      ["private-key-encrypted:1"],
    ],
    [
      "of OpenPGP",
      pem("PGP PRIVATE KEY BLOCK", `Version: GnuPG v2\n\n${lines(base64(900))}\n=aBcD`),
      ["pgp-private-key:1"],
    ],
    [
      "of OpenPGP without headers",
      pem("PGP PRIVATE KEY BLOCK", `\n${lines(base64(900))}\n=aBcD`),
      ["pgp-private-key:1"],
    ],
    ["of PuTTY", putty("none"), ["putty-private-key:8"]],
    ["of PuTTY behind a passphrase", putty("aes256-cbc"), ["putty-private-key-encrypted:8"]],
    [
      "of OpenVPN",
      pem("OpenVPN Static key V1", lines(Buffer.from(base64(256), "base64").toString("hex"), 32)),
      ["openvpn-static-key:1"],
    ],
    [
      "of a service account of Google",
      JSON.stringify({ type: "service_account", private_key: key }, undefined, 2),
      ["gcp-service-account-key:3"],
    ],
    [
      "in a program of the image's own",
      Buffer.concat([Buffer.from("\x7fELF\0\0\0"), Buffer.from(key)]),
      ["private-key"],
    ],
  ])("%s", (_title, content, ids) => {
    expect(idsIn(content)).toEqual(ids);
  });

  test("and is the same secret however it is written", () => {
    const secretsIn = (text: string) =>
      findInFile("a", new TextEncoder().encode(text)).found.map(({ secret }) => secret);
    const [plain] = secretsIn(key);
    expect(plain).toMatch(/^MII[A-Za-z0-9+/]+=*$/);
    expect(secretsIn(JSON.stringify({ key }))).toEqual([plain]);
    expect(secretsIn(key.replaceAll("\n", "\r\n"))).toEqual([plain]);
  });
});

describe("no private key is", () => {
  test.each<[string, string]>([
    ["a public key", rsa().publicKey],
    ["a certificate", pem("CERTIFICATE", lines(base64(700)))],
    [
      "a header in source code",
      `if (line.startsWith("-----BEGIN RSA PRIVATE KEY-----")) {\n  return "-----END RSA PRIVATE KEY-----";\n}`,
    ],
    ["a key left out of an example", pem("PRIVATE KEY", "...")],
    ["a key of a lesson", pem("RSA PRIVATE KEY", `MII${"x".repeat(200)}`)],
    ["one that has no end", `-----BEGIN PRIVATE KEY-----\n${lines(base64(400))}`],
    ["a key that only one TPM can use", pem("TSS2 PRIVATE KEY", lines(base64(300)))],
    ["a public key of OpenPGP", pem("PGP PUBLIC KEY BLOCK", `\n${lines(base64(900))}\n=aBcD`)],
  ])("%s", (_title, content) => {
    expect(idsIn(content)).toEqual([]);
  });

  test("one of a distribution's own libraries, which test themselves", () => {
    const library = Buffer.concat([Buffer.from("\x7fELF\0\0\0"), Buffer.from(key)]);
    expect(idsIn(library, "usr/lib/x86_64-linux-gnu/libgnutls.so.30")).toEqual([]);
    expect(idsIn(key, "usr/lib/python3/dist-packages/cryptography/tests/key.pem")).toEqual([]);
  });
});
