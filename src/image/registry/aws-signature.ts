import { createHash, createHmac } from "node:crypto";

/** Who signs, and for which service. */
export interface AwsSigner {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Comes with keys that are lent for some hours. */
  readonly sessionToken?: string | undefined;
  /** `eu-west-1` */
  readonly region: string;
  /** `ecr` */
  readonly service: string;
}

/** A request to the root of a host, without a query: all that is needed here. */
export interface AwsRequest {
  readonly method: "GET" | "POST";
  readonly host: string;
  /** Names in lower case; `host` and `x-amz-date` are added. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The headers that prove a request to AWS: `x-amz-date`, `authorization`, and the session's token where there is one,
 * beside those that were given.
 *
 * @param now  Milliseconds since 1970. AWS refuses what is more than five minutes off.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signAwsRequest(request: AwsRequest, signer: AwsSigner, now: number): Record<string, string> {
  // 2015-08-30T12:36:00.000Z → 20150830T123600Z
  const time = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const date = time.slice(0, 8);
  const headers: Record<string, string> = {
    ...request.headers,
    "x-amz-date": time,
    ...(signer.sessionToken && { "x-amz-security-token": signer.sessionToken }),
  };
  const signed = Object.entries({ ...headers, host: request.host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(";");
  const lines = signed.map(([name, value]) => `${name}:${value.trim()}\n`).join("");
  const canonical = [request.method, "/", "", lines, names, sha256(request.body)].join("\n");

  const scope = `${date}/${signer.region}/${signer.service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
  const signature = createHmac("sha256", deriveSigningKey(signer, date)).update(text).digest("hex");
  const parts = [`Credential=${signer.accessKeyId}/${scope}`, `SignedHeaders=${names}`, `Signature=${signature}`];
  return { ...headers, authorization: `AWS4-HMAC-SHA256 ${parts.join(", ")}` };
}

/** The key of one day, region and service. `date` is `20150830`. */
export function deriveSigningKey(
  { secretAccessKey, region, service }: Pick<AwsSigner, "secretAccessKey" | "region" | "service">,
  date: string,
): Buffer {
  return [date, region, service, "aws4_request"].reduce<Buffer>(
    (key, part) => createHmac("sha256", key).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
