import { describe, expect, test } from "vitest";
import { fetchEcrToken, type SendRequest } from "./ecr-token.ts";

const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const environment = {
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "s3cret-key",
  AWS_SESSION_TOKEN: "s3cret-lent",
};
const now = Date.parse("2026-11-23T10:00:00Z");

test.each(["public.ecr.aws", "ghcr.io", `${host}.example.com`])("for %s nobody is asked", async (registry) => {
  const send: SendRequest = async () => expect.unreachable();
  expect(await fetchEcrToken(registry, { environment, send })).toBeUndefined();
});

test("without keys nobody is asked", async () => {
  const send: SendRequest = async () => expect.unreachable();
  expect(await fetchEcrToken(host, { environment: { AWS_ACCESS_KEY_ID: "AKID" }, send })).toBeUndefined();
});

test("a signed request is sent, and the token in its answer taken apart", async () => {
  const sent: Parameters<SendRequest>[0][] = [];
  const authorizationToken = Buffer.from("AWS:the:token").toString("base64");
  const send: SendRequest = async (request) => {
    sent.push(request);
    return { status: 200, body: JSON.stringify({ authorizationData: [{ authorizationToken, expiresAt: 1 }] }) };
  };
  const credential = await fetchEcrToken(host, { environment, send, now });
  expect(credential).toEqual({
    kind: "basic",
    user: "AWS",
    password: "the:token",
    origin: "an ECR token, by the environment (AWS_ACCESS_KEY_ID)",
  });
  expect(sent).toEqual([
    {
      url: "https://api.ecr.eu-west-1.amazonaws.com/",
      method: "POST",
      body: "{}",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken",
        "x-amz-date": "20261123T100000Z",
        "x-amz-security-token": "s3cret-lent",
        authorization: expect.stringMatching(
          /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261123\/eu-west-1\/ecr\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$/,
        ),
      },
    },
  ]);
});

describe("a failure names the kind, and shows nothing of the request:", () => {
  const quoting = "The Canonical String should have been: x-amz-security-token:s3cret-lent";
  test.each([
    ["a refusal", 400, { __type: "com.amazon#InvalidSignatureException", message: quoting }, /400 \(InvalidSign/],
    ["a kind that is none", 403, { __type: quoting }, /answered 403$/],
    ["a page of a proxy", 502, "<html>", /answered 502$/],
    ["an answer without a token", 200, { authorizationData: [] }, /gave no token$/],
    ["a token that is none", 200, { authorizationData: [{ authorizationToken: "?" }] }, /gave no token$/],
  ])("%s", async (_title, status, body, message) => {
    const send: SendRequest = async () => ({ status, body: typeof body === "string" ? body : JSON.stringify(body) });
    const error = await fetchEcrToken(host, { environment, send }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "CREDENTIAL_HELPER_FAILED", message: expect.stringMatching(message) });
    expect((error as Error).message).toMatch(/^api\.ecr\.eu-west-1\.amazonaws\.com: /);
    expect((error as Error).message).not.toContain("s3cret");
  });

  test("no connection", async () => {
    const send: SendRequest = () => Promise.reject(new Error("refused"));
    await expect(fetchEcrToken(host, { environment, send })).rejects.toMatchObject({
      code: "CREDENTIAL_HELPER_FAILED",
      message: "api.ecr.eu-west-1.amazonaws.com: refused",
    });
  });
});
