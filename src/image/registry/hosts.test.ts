import { expect, test } from "vitest";
import { canonicalHost, isHost, isListedHost, isLoopbackHost } from "./hosts.ts";

test.each([
  ["docker.io", "docker.io"],
  ["index.docker.io", "docker.io"],
  ["registry-1.docker.io", "docker.io"],
  ["GHCR.io", "ghcr.io"],
  ["docker.io.example.com", "docker.io.example.com"],
])("%s is known as %s", (host, expected) => {
  expect(canonicalHost(host)).toBe(expected);
});

test.each(["ghcr.io", "localhost", "localhost:5000", "10.0.0.1:5000", "[fd00::1]:5000", "a_b.example.com", "x"])(
  "%j is a host",
  (text) => {
    expect(isHost(text)).toBe(true);
  },
);

test.each([
  "",
  "..",
  ".",
  "a..b",
  "../etc",
  "a/b",
  "user:pw@a.b",
  "a.b?c",
  "a.b#c",
  "a b.c",
  "a.b:99999",
  "a.b:port",
  "-a.b",
  "[zz]:1",
  "a\nb.c",
])("%j is none", (text) => {
  expect(isHost(text)).toBe(false);
});

test.each([
  ["localhost", true],
  ["localhost:5000", true],
  ["127.0.0.1:5000", true],
  ["127.1.2.3", true],
  ["[::1]:5000", true],
  ["localhost.example.com", false],
  ["127.example.com", false],
  ["10.0.0.1:5000", false],
  ["[fd00::1]", false],
])("%s is on this machine: %s", (host, expected) => {
  expect(isLoopbackHost(host)).toBe(expected);
});

test.each([
  ["registry.local:5000", "registry.local:5000", true],
  ["registry.local:5000", "http://registry.local:5000/", true],
  ["registry.local:5000", "registry.local", false],
  ["registry.local", "REGISTRY.local", true],
  ["registry-1.docker.io", "docker.io", true],
  ["10.1.2.3:5000", "10.0.0.0/8", true],
  ["11.1.2.3:5000", "10.0.0.0/8", false],
  ["10.1.2.3", "10.1.2.3/33", false],
  ["[fd00::1]:5000", "fd00::/8", true],
  ["[fd00::1]:5000", "10.0.0.0/8", false],
  // What a name server says of it does not count.
  ["localhost:5000", "127.0.0.0/8", false],
])("%s stands in a list with %s: %s", (host, entry, expected) => {
  expect(isListedHost(host, ["other.example.com", entry])).toBe(expected);
});
