import { execFileSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { createServer } from "node:http";

/** Docker's engine as far as one image needs it. Source: https://docs.docker.com/reference/api/engine/ */
export interface FakeEngine {
  /** For `DOCKER_HOST`. */
  readonly url: string;
  /** How often the image was saved. */
  readonly savedTimes: () => number;
  readonly close: () => Promise<void>;
}

/**
 * An engine that has the one image of an archive of `docker save`.
 *
 * @param socket  A path that is not taken yet, shorter than 108 bytes.
 */
export async function startFakeEngine(socket: string, archive: string): Promise<FakeEngine> {
  const member = (name: string) => JSON.parse(execFileSync("tar", ["-xOf", archive, name], { encoding: "utf8" }));
  const [{ Config, RepoTags }] = member("manifest.json") as [{ Config: string; RepoTags: string[] }];
  const { os, architecture, rootfs } = member(Config) as Record<"os" | "architecture", string> & {
    rootfs: { diff_ids: string[] };
  };
  const description = {
    Id: `sha256:${/[0-9a-f]{64}/.exec(Config)?.[0]}`,
    RepoTags,
    Os: os,
    Architecture: architecture,
    RootFS: { Layers: rootfs.diff_ids },
    GraphDriver: { Data: {} },
  };
  let saved = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    response.setHeader("Api-Version", "1.41");
    if (path.endsWith("/_ping")) response.end("OK");
    else if (path.endsWith("/json")) response.end(JSON.stringify(description));
    else if (path.endsWith("/get")) {
      saved++;
      createReadStream(archive).pipe(response);
    } else {
      response.statusCode = 404;
      response.end('{"message":"no such page"}');
    }
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    url: `unix://${socket}`,
    savedTimes: () => saved,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
