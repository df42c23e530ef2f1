import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { KnownError, messageOf } from "../model/errors.ts";

/** What is needed to check who made a file. */
export interface Signature {
  /** SHA-256 (hex) of the public key, as SubjectPublicKeyInfo: tells which key to look for. */
  readonly key: string;
  /** Base64. */
  readonly value: string;
}

/** Ed25519 hashes by itself. */
const algorithmOf = (key: KeyObject) => (key.asymmetricKeyType === "ed25519" ? null : "sha256");

/** SHA-256 (hex) of a public key. */
export function fingerprintOfKey(key: KeyObject): string {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");
}

/**
 * A key that a user names by the path of its PEM file: Ed25519, or any that signs SHA-256.
 *
 * @throws {KnownError} `READ_FAILED`, `OPTION_INVALID` when it is no such key.
 */
export function readKey(path: string, kind: "private" | "public"): KeyObject {
  let pem: string;
  try {
    pem = readFileSync(path, "utf8");
  } catch (error) {
    throw new KnownError("READ_FAILED", `${path}: ${messageOf(error)}`, { path }, error);
  }
  try {
    return kind === "private" ? createPrivateKey(pem) : createPublicKey(pem);
  } catch {
    // What is wrong is not told in OpenSSL's words: they may quote the file.
    throw new KnownError("OPTION_INVALID", `${path}: not a ${kind} key in PEM form without a password`, { path });
  }
}

export function signBytes(bytes: Uint8Array, key: KeyObject): Signature {
  const value = sign(algorithmOf(key), bytes, key).toString("base64");
  return { key: fingerprintOfKey(createPublicKey(key)), value };
}

export function isSignedBy(bytes: Uint8Array, { value }: Signature, key: KeyObject): boolean {
  try {
    return verify(algorithmOf(key), bytes, key, Buffer.from(value, "base64"));
  } catch {
    return false;
  }
}
