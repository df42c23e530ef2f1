import { expect, test } from "vitest";
import { releaseOfCpe } from "./release-of-cpe.ts";

test.each([
  ["cpe:/o:redhat:enterprise_linux:8::baseos", "8"],
  ["cpe:/a:redhat:enterprise_linux:9::appstream", "9"],
  ["cpe:/a:redhat:enterprise_linux:9::crb", "9"],
  ["cpe:/o:redhat:enterprise_linux:6", "6"],
  // From 10 on a minor release is told with its number.
  ["cpe:/o:redhat:enterprise_linux:10.1", "10"],
  ["cpe:/o:redhat:enterprise_linux:10", "10"],
  ["cpe:/o:redhat:rhel_els:7", "7"],
  ["cpe:/a:redhat:rhel_eus:9.2::appstream", "9.2+eus"],
  ["cpe:/o:redhat:enterprise_linux_eus:10.0", "10.0+eus"],
  ["cpe:/o:redhat:rhel_aus:8.2::baseos", "8.2+aus"],
  ["cpe:/a:redhat:rhel_tus:8.8::appstream", "8.8+tus"],
  ["cpe:/a:redhat:rhel_e4s:9.0::appstream", "9.0+e4s"],
  ["cpe:/a:redhat:rhel_eus_long_life:8.4::appstream", "8.4+eus-long-life"],
  ["cpe:/a:redhat:openshift:4.14::el9", undefined],
  ["cpe:/a:redhat:rhel_software_collections:3::el7", undefined],
  ["cpe:/a:redhat:enterprise_linux_ai:3", undefined],
  ["cpe:/a:redhat:rhel_satellite_client:6::el9", undefined],
  ["cpe:2.3:o:redhat:enterprise_linux:9", undefined],
  ["cpe:/o:redhat:enterprise_linux", undefined],
  ["", undefined],
])("%s is of %s", (cpe, expected) => {
  expect(releaseOfCpe(cpe)).toBe(expected);
});
