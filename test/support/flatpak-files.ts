/** Records of an application and of a runtime that a test made, as Flatpak 1.14.10 wrote them when it installed both. */
export const APP_DEPLOY = Buffer.from(
  [
    "bG9jYWwAZDYyYjczZGMzMmEwYzM4MDIyYzJjMjMxZTgyNTk0ZmNkYjlmMWI1NGUwYTE3OTU3YzI0OTFjYTU4ZTE4ZjRlNgAAAAAA",
    "AAAABgBhcHBkYXRhLW5hbWUAAAAAVGlkZQAAcw1hcHBkYXRhLXZlcnNpb24AMi4xLjMAAHMQAAAAAAAAAGRlcGxveS12ZXJzaW9u",
    "AAAEAAAAAGkPAGFwcGRhdGEtbGljZW5zZQBHUEwtMy4wLW9yLWxhdGVyAABzEAAAAABydW50aW1lAG9yZy5leGFtcGxlLlBsYXRm",
    "b3JtL3g4Nl82NC8yMy4wOAAAcwgAAABhcHBkYXRhLXN1bW1hcnkAVGVsbHMgdGhlIHRpZGUAAHMQAAAAAAAAdGltZXN0YW1wAAAA",
    "AAAAAHWABGsAAAAAAHQKGDFPdKXK60cARwAGAA==",
  ].join(""),
  "base64",
);

export const RUNTIME_DEPLOY = Buffer.from(
  [
    "bG9jYWwAMDEyN2Y3ZDYxMWI4MzkyMDJiNzJmMWUxNjcyM2MwZjYxMjgwYmQ1NTYxZGMzYzRjYWU2MzI1OTdlMTlkZjJhZAAAAAAA",
    "AAAABABkZXBsb3ktdmVyc2lvbgAABAAAAABpDwB0aW1lc3RhbXAAAAAAAAAAdYAEawAAAAAAdAoXM0dHBg==",
  ].join(""),
  "base64",
);

export const APP_METADATA = `[Application]
name=org.example.Tide
runtime=org.example.Platform/x86_64/23.08
sdk=org.example.Sdk/x86_64/23.08
command=tide

[Context]
runtime=no such thing
shared=network;
`;

export const RUNTIME_METADATA = `[Runtime]
name=org.example.Platform
runtime=org.example.Platform/x86_64/23.08
sdk=org.example.Sdk/x86_64/23.08
`;
