import { expect, test } from "vitest";
import { isDowngrade, isLoopback } from "./address.ts";

test.each([
  { url: "http://localhost:5000", is: true },
  { url: "http://127.8.9.1", is: true },
  { url: "http://[::1]:5000", is: true },
  { url: "http://0x7f.1", is: true },
  { url: "http://127.0.0.1.example.com", is: false },
  { url: "http://localhost.example.com", is: false },
  { url: "http://10.0.0.1", is: false },
])("$url is this machine: $is", ({ url, is }) => {
  expect(isLoopback(new URL(url))).toBe(is);
});

test.each([
  { from: "https://a", to: "https://b", is: false },
  { from: "https://a", to: "http://b", is: true },
  { from: "https://a", to: "http://a", is: true },
  { from: "https://a", to: "http://127.0.0.1", is: true },
  { from: "https://127.0.0.1", to: "http://127.0.0.1:1", is: false },
  { from: "http://a", to: "http://b", is: false },
  { from: "http://a", to: "ftp://b", is: true },
  { from: "http://a", to: "file:///etc/passwd", is: true },
])("from $from to $to is a downgrade: $is", ({ from, to, is }) => {
  expect(isDowngrade(new URL(from), new URL(to))).toBe(is);
});
