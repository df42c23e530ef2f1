import { expect, test } from "vitest";
import { catalogRows } from "../../test/support/catalog-rows.ts";
import { swiftPackage } from "./swift-package.ts";

const path = "App.xcodeproj/project.xcworkspace/xcshareddata/swiftpm/Package.resolved";

test("the second form, and the third", () => {
  const state = { revision: "0123", version: "1.0.0" };
  const pins = [
    { identity: "swift-nio", kind: "remoteSourceControl", location: "https://github.com/apple/swift-nio.git", state },
    { identity: "b", location: "git@gitlab.com:group/sub/b.git", state: { branch: "main", revision: "4567" } },
    { identity: "c", location: "ssh://git@example.org:22/c", state },
    { identity: "mona.LinkedList", kind: "registry", location: "", state },
    { identity: "d", kind: "localSourceControl", location: "/home/me/d", state },
  ];
  const { packages, rows, messages } = catalogRows(swiftPackage, path, JSON.stringify({ pins, version: 3 }));
  expect(messages).toEqual([]);
  expect(rows.flat()).toEqual([
    "pkg:swift/github.com/apple/swift-nio@1.0.0",
    "pkg:swift/gitlab.com/group/sub/b@4567",
    "pkg:swift/example.org/22/c@1.0.0",
    "pkg:swift/mona/LinkedList@1.0.0",
    "pkg:generic/d@1.0.0",
  ]);
  expect(packages[0]?.properties).toEqual({ "swift:revision": "0123" });
  expect(packages[1]?.properties).toEqual({ "swift:branch": "main" });
});

test("the first form", () => {
  const state = { branch: null, revision: "0123", version: "2.0.0" };
  const pins = [{ package: "A", repositoryURL: "https://github.com/Alamofire/Alamofire", state }];
  expect(catalogRows(swiftPackage, "Package.resolved", JSON.stringify({ object: { pins }, version: 1 })).rows).toEqual([
    ["pkg:swift/github.com/Alamofire/Alamofire@2.0.0"],
  ]);
});

test.each([
  ["{", "Package.resolved: is not JSON"],
  ['{"pins":[7]}', "Package.resolved: a package has no name"],
  ['{"pins":[{"identity":"a"}]}', "Package.resolved: the package 'a' has no version"],
])("%s is a problem", (text, message) => {
  expect(catalogRows(swiftPackage, "Package.resolved", text)).toMatchObject({ rows: [], messages: [message] });
});
