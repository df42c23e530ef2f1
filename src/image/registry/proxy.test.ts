import { expect, test } from "vitest";
import { findProxy } from "./proxy.ts";

const PROXY = "http://proxy.local:3128";

test.each([
  { title: "none set", url: "https://ghcr.io", environment: {}, proxy: undefined },
  { title: "for https", url: "https://ghcr.io", environment: { HTTPS_PROXY: PROXY }, proxy: PROXY },
  { title: "lower case", url: "https://ghcr.io", environment: { https_proxy: PROXY }, proxy: PROXY },
  {
    title: "lower case before upper case",
    url: "https://ghcr.io",
    environment: { https_proxy: PROXY, HTTPS_PROXY: "http://other" },
    proxy: PROXY,
  },
  {
    title: "https does not go by http's",
    url: "https://ghcr.io",
    environment: { HTTP_PROXY: PROXY },
    proxy: undefined,
  },
  { title: "for http", url: "http://registry.local", environment: { HTTP_PROXY: PROXY }, proxy: PROXY },
  { title: "for all", url: "https://ghcr.io", environment: { ALL_PROXY: PROXY }, proxy: PROXY },
  {
    title: "an own one before that for all",
    url: "https://ghcr.io",
    environment: { all_proxy: "http://other", https_proxy: PROXY },
    proxy: PROXY,
  },
  { title: "an empty one is none", url: "https://ghcr.io", environment: { HTTPS_PROXY: " " }, proxy: undefined },
  { title: "without a scheme", url: "https://ghcr.io", environment: { HTTPS_PROXY: "proxy.local:3128" }, proxy: PROXY },
  {
    title: "one for all that is not spoken here is not used",
    url: "https://ghcr.io",
    environment: { ALL_PROXY: "socks5h://proxy.local:1080" },
    proxy: undefined,
  },
  { title: "never to localhost", url: "http://localhost:5000", environment: { ALL_PROXY: PROXY }, proxy: undefined },
  { title: "never to 127.0.0.0/8", url: "http://127.0.0.9:5000", environment: { ALL_PROXY: PROXY }, proxy: undefined },
  { title: "never to ::1", url: "http://[::1]:5000", environment: { ALL_PROXY: PROXY }, proxy: undefined },
])("proxy: $title", ({ url, environment, proxy }) => {
  expect(findProxy(new URL(url), environment)?.origin).toBe(proxy);
});

test.each([
  { list: "", url: "https://registry.local", isExempt: false },
  { list: "*", url: "https://registry.local", isExempt: true },
  { list: "registry.local", url: "https://registry.local", isExempt: true },
  { list: "registry.local", url: "https://mirror.registry.local", isExempt: true },
  { list: "registry.local", url: "https://myregistry.local", isExempt: false },
  { list: ".local", url: "https://registry.local", isExempt: true },
  { list: ".registry.local", url: "https://registry.local", isExempt: false },
  { list: "*.local", url: "https://registry.local", isExempt: true },
  { list: "REGISTRY.local", url: "https://registry.LOCAL", isExempt: true },
  { list: "a.b, registry.local c.d", url: "https://registry.local", isExempt: true },
  { list: "registry.local:5000", url: "https://registry.local:5000", isExempt: true },
  { list: "registry.local:5000", url: "https://registry.local", isExempt: false },
  { list: "registry.local:443", url: "https://registry.local", isExempt: true },
  { list: "registry.local:80", url: "http://registry.local", isExempt: true },
  { list: "10.0.0.1", url: "https://10.0.0.1:5000", isExempt: true },
  { list: "0.0.1", url: "https://10.0.0.1", isExempt: false },
  { list: "10.0.0.0/8", url: "https://10.20.30.40", isExempt: true },
  { list: "10.0.0.0/8", url: "https://11.0.0.1", isExempt: false },
  { list: "10.0.0.0/8", url: "https://ten.local", isExempt: false },
  { list: "10.0.0.0/99", url: "https://10.0.0.1", isExempt: false },
  { list: "fd00::/8", url: "https://[fd12::1]:5000", isExempt: true },
  { list: "fd00::/8", url: "https://10.0.0.1", isExempt: false },
  { list: "fd12::1", url: "https://[fd12::1]", isExempt: true },
  { list: "[fd12::1]:5000", url: "https://[fd12::1]:5000", isExempt: true },
  { list: "[fd12::1]:5000", url: "https://[fd12::1]", isExempt: false },
])("NO_PROXY=$list, $url", ({ list, url, isExempt }) => {
  expect(findProxy(new URL(url), { ALL_PROXY: PROXY, NO_PROXY: list }) === undefined).toBe(isExempt);
});

test.each([
  { variable: "HTTPS_PROXY", value: "socks5://user:hunter2@proxy.local:1080" },
  { variable: "https_proxy", value: "http://user:hunter2@ /" },
])("$variable=$value is refused by its name, not its value", ({ variable, value }) => {
  const find = () => findProxy(new URL("https://ghcr.io"), { [variable]: value });
  expect(find).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
  expect(find).toThrow(variable);
  expect(find).not.toThrow(/hunter2/);
});

test.each(["ALL_PROXY", "all_proxy"])("a proxy of another kind in %s is told of, without its password", (variable) => {
  const notices: string[] = [];
  const find = (url: string) =>
    findProxy(new URL(url), { [variable]: "socks5h://user:hunter2@proxy.local:1080" }, (text) => notices.push(text));
  expect(find("https://ghcr.io")).toBeUndefined();
  expect(find("http://localhost:5000")).toBeUndefined();
  expect(notices).toEqual([`${variable} names a proxy of the kind socks5h, which is not spoken here: it is not used`]);
});
