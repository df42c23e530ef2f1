import { expect, test } from "vitest";
import { deriveSigningKey, signAwsRequest } from "./aws-signature.ts";

/*
 * AWS's own test suite for Signature Version 4 (aws-sig-v4-test-suite), with its keys, its hour and its host; and the
 * signing key of its manual.
 */
const keys = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  region: "us-east-1",
  service: "service",
};
const now = Date.parse("2015-08-30T12:36:00Z");

test.each([
  ["get-vanilla", "GET", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
  ["post-vanilla", "POST", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"],
] as const)("%s", (_name, method, signature) => {
  const headers = signAwsRequest({ method, host: "example.amazonaws.com", headers: {}, body: "" }, keys, now);
  expect(headers).toEqual({
    "x-amz-date": "20150830T123600Z",
    authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
  });
});

test("post-x-www-form-urlencoded: a body, and a header that is signed with the others", () => {
  const request = {
    method: "POST",
    host: "example.amazonaws.com",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "Param1=value1",
  } as const;
  const { authorization } = signAwsRequest(request, keys, now);
  expect(authorization).toContain("SignedHeaders=content-type;host;x-amz-date,");
  expect(authorization).toMatch(/Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a$/);
});

test.each([
  ["20150830", "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"],
  ["20120215", "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d"],
])("the signing key of %s", (date, expected) => {
  expect(deriveSigningKey({ ...keys, service: "iam" }, date).toString("hex")).toBe(expected);
});

test("the token of a session is sent and signed", () => {
  const request = { method: "POST", host: "example.amazonaws.com", headers: {}, body: "" } as const;
  const headers = signAwsRequest(request, { ...keys, sessionToken: "lent" }, now);
  expect(headers["x-amz-security-token"]).toBe("lent");
  expect(headers.authorization).toContain("SignedHeaders=host;x-amz-date;x-amz-security-token,");
});
