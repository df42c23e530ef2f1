import { expect, test } from "vitest";
import { readAll } from "../../../test/support/registry-client.ts";
import { KnownError } from "../../model/errors.ts";
import { explainForeign } from "./foreign-layer.ts";

const failsWith = async function* (error: Error): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from("x");
  throw error;
};
const missing = new KnownError("IMAGE_INCOMPLETE", "no such blob", { status: 404 });

test.each([
  { urls: ["https://store.example:8443/a?signature=SECRET"], place: "at store.example:8443" },
  { urls: ["nowhere", "file:///etc/passwd", "http://store.example/a"], place: "at store.example" },
  { urls: ["\u001b[2J", "x-other://\u001b[2J/"], place: "elsewhere" },
])("a missing layer with the addresses $urls is kept $place", async ({ urls, place }) => {
  const read = readAll(explainForeign(failsWith(missing), { urls }));
  await expect(read).rejects.toMatchObject({
    code: "IMAGE_INCOMPLETE",
    message: `no such blob, a foreign layer: it is kept ${place} and is not part of the registry`,
    details: { status: 404 },
  });
});

test.each([
  new KnownError("IMAGE_INCOMPLETE", "too short", { sizeBytes: 1 }),
  new KnownError("REGISTRY_DENIED", "no", { status: 403 }),
  new Error("other"),
])("%s is passed on as it is", async (error) => {
  await expect(readAll(explainForeign(failsWith(error), { urls: ["https://a.example"] }))).rejects.toBe(error);
});
