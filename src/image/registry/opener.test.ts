import { expect, test } from "vitest";
import { openFromRegistry } from "./opener.ts";

test.each(["./foo.tar", "../foo.tar", "/tmp/foo.tar", "~/foo.tar", "./foo"])("%s is a path, no name", async (text) => {
  const opened = openFromRegistry(text, text, {});
  await expect(opened).rejects.toMatchObject({
    code: "REFERENCE_INVALID",
    message:
      `'${text}' is not the name of an image but a path; ` +
      "archive://PATH reads a file, oci-dir://PATH an OCI layout, fs://PATH a folder",
  });
});

test("a name in capitals is told so", async () => {
  const opened = openFromRegistry("Team/App", "Team/App", {});
  await expect(opened).rejects.toThrow("'Team/App' is not the name of an image; names of repositories are written in");
});
