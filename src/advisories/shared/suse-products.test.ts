import { expect, test } from "vitest";
import { suseReleaseOf } from "./suse-products.ts";

test.each([
  ["openSUSE Leap 15.3", "leap-15.3"],
  ["openSUSE Leap 15.3 NonFree", "leap-15.3"],
  ["openSUSE Leap Micro 5.3", "leap-micro-5.3"],
  ["openSUSE Tumbleweed", "tumbleweed"],
  ["SUSE Linux Enterprise Server 15", "15"],
  ["SUSE Linux Enterprise Server 15 SP3", "15.3"],
  ["SUSE Linux Enterprise Server 15-LTSS", "15"],
  ["SUSE Linux Enterprise Server 15 SP1-BCL", "15.1"],
  ["SUSE Linux Enterprise Server 12 SP3-LTSS", "12.3"],
  ["SUSE Linux Enterprise Server 11 SP4 LTSS EXTREME CORE", "11.4"],
  ["SUSE Linux Enterprise Server 16.0", "16.0"],
  ["SUSE Linux Enterprise Server for SAP Applications 15 SP2", "15.2"],
  ["SUSE Linux Enterprise High Performance Computing 15 SP4-ESPOS", "15.4"],
  ["SUSE Linux Enterprise Module for Open Buildservice Development Tools 15 SP2", "15.2"],
  ["SUSE Linux Enterprise Workstation Extension 15 SP3", "15.3"],
  ["SUSE Linux Enterprise Desktop 15", "15"],
  ["SUSE Linux Enterprise Micro 5.4", "micro-5.4"],
  ["SUSE Linux Enterprise Micro for Rancher 5.4", "micro-5.4"],
  ["SUSE Linux Micro 6.0", "micro-6.0"],
  ["SUSE Linux Enterprise Module for Live Patching 15 SP1", "other"],
  ["SUSE Linux Enterprise Live Patching 12 SP3", "other"],
  ["SUSE Linux Enterprise Storage 7", "other"],
  ["SUSE Manager Server 4.1", "other"],
  ["SUSE Package Hub 15 SP3", "other"],
  ["Fedora 40", undefined],
  ["SUSE Linux Enterprise Server", undefined],
  [`SUSE Linux Enterprise ${"A ".repeat(1000)}15`, undefined],
])("%s", (product, release) => {
  expect(suseReleaseOf(product)).toBe(release);
});
