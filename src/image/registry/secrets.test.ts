import { expect, test } from "vitest";
import { createSecrets } from "./secrets.ts";

test("takes the secrets out of a text, also one that holds another", () => {
  const { add, hide } = createSecrets();
  add("hunter2", "hunter2-and-more", "pw");
  expect(hide("pw: hunter2, hunter2-and-more")).toBe("pw: …, …");
});
