import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { PATIENCE } from "./patience.ts";
import { sendOnce } from "./send-once.ts";

const patience = { ...PATIENCE, answerMs: 1000, silenceMs: 1000, firstPauseMs: 1 };

async function serve(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) {
  let count = 0;
  const server = createServer((request, response) => answer(request, response, ++count));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test("headers and body go out, and the whole answer comes back", async () => {
  const url = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    response.writeHead(418).end(`${request.method} ${request.headers["x-test"]} ${body}`);
  });
  const send = sendOnce({ environment: {}, patience });
  expect(await send({ url, method: "POST", headers: { "x-test": "yes" }, body: "{}" })).toEqual({
    status: 418,
    body: "POST yes {}",
  });
});

test("a connection that breaks is tried once more", async () => {
  const url = await serve((_, response, count) => {
    if (count === 1) response.destroy();
    else response.end("second");
  });
  const send = sendOnce({ environment: {}, patience });
  expect(await send({ url, method: "POST", headers: {}, body: "" })).toMatchObject({ body: "second" });
});

test("an endless answer is refused", async () => {
  const url = await serve((_, response) => {
    response.on("error", () => undefined);
    const more = () => {
      if (!response.destroyed) response.write("x".repeat(64 * 1024), more);
    };
    more();
  });
  const send = sendOnce({ environment: {}, patience });
  await expect(send({ url, method: "POST", headers: {}, body: "" })).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
});
