import { expect, test } from "vitest";
import { type FileClass, fileClassOf } from "./file-class.ts";

test.each<[string, FileClass]>([
  ["app/main.py", "own"],
  ["usr/local/bin/entrypoint.sh", "own"],
  ["usr/src/app/server.js", "own"],
  ["root/.bash_history", "own"],
  ["etc/shadow", "own"],
  ["opt/tool/bin/tool", "own"],
  ["app/.env", "settings"],
  ["app/.env.production", "settings"],
  ["app/config/database.yml", "settings"],
  ["srv/application.properties", "settings"],
  ["etc/app/app.conf", "settings"],
  ["app/README.md", "sample"],
  ["app/tests/test_login.py", "sample"],
  ["app/docs/index.html", "sample"],
  ["usr/bin/bash", "published"],
  ["usr/lib/x86_64-linux-gnu/libssl.so.3", "published"],
  ["app/node_modules/express/index.js", "published"],
  ["usr/local/lib/python3.12/site-packages/requests/api.py", "published"],
  ["usr/local/lib/python3.12/json/decoder.py", "published"],
  ["opt/conda/lib/python3.11/ssl.py", "published"],
  ["root/.pyenv/versions/3.12.1/lib/python3.12/test/certdata/keycert.pem", "skipped"],
  ["usr/lib/python3/dist-packages/requests/tests/test_api.py", "skipped"],
  ["app/node_modules/express/README.md", "skipped"],
  ["app/node_modules/jose/test/keys.js", "skipped"],
  ["usr/share/doc/openssl/examples/key.pem", "skipped"],
  ["usr/share/man/man1/openssl.1", "skipped"],
  ["usr/share/locale/de/LC_MESSAGES/a.mo", "skipped"],
  ["var/lib/dpkg/status", "skipped"],
  ["app/package-lock.json", "skipped"],
  ["app/logo.PNG", "skipped"],
  ["app/lib.jar", "skipped"],
  ["app/.git/objects/ab/cdef", "skipped"],
  ["app/.git/config", "settings"],
  ["app/Dockerfile", "own"],
])("%s is %s", (path, expected) => {
  expect(fileClassOf(path)).toBe(expected);
});

test("a long path is judged in no time", () => {
  const startedAt = performance.now();
  for (const part of ["tests/", "a.", "-", "node_modules/", "usr/", "_", "test_"])
    fileClassOf(part.repeat(4000 / part.length));
  // Quadratic time would still be short; what backtracks would never end.
  expect(performance.now() - startedAt).toBeLessThan(2000);
});
