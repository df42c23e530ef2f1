import { compareRisk } from "../matching/risk.ts";
import { type Finding, type PackageFindings, standing } from "../model/finding.ts";
import { countSeverities, SEVERITIES } from "../model/severity.ts";

/** Orders in which a report can be read. */
export const SORTS = ["severity", "risk", "epss", "package"] as const;

export type Sort = (typeof SORTS)[number];

type Order<T> = (a: T, b: T) => number;

/** Findings come by severity: what no order tells apart stays so. */
const FINDINGS: Readonly<Record<Sort, Order<Finding>>> = {
  severity: () => 0,
  risk: compareRisk,
  epss: byEpss,
  package: () => 0,
};

const PACKAGES: Readonly<Record<Sort, Order<PackageFindings>>> = {
  severity: bySeverities,
  risk: byFirst(compareRisk),
  epss: byFirst(byEpss),
  package: (a, b) =>
    compareText(a.type, b.type) ||
    compareText(a.namespace ?? "", b.namespace ?? "") ||
    compareText(a.name, b.name) ||
    compareText(a.version, b.version),
};

/** The findings of a package in an order. */
export function sortFindings(findings: readonly Finding[], sort: Sort): readonly Finding[] {
  return findings.toSorted(FINDINGS[sort]);
}

/** Packages in an order, by the first of each one's findings in it; equal ones keep the order of the inventory. */
export function sortPackages(packages: readonly PackageFindings[], sort: Sort): PackageFindings[] {
  return packages.toSorted(PACKAGES[sort]);
}

/** The likelier one first; what has no score last. */
function byEpss(a: Finding, b: Finding): number {
  return (b.epss?.score ?? -1) - (a.epss?.score ?? -1);
}

/** By the first finding of each, those without any last. */
function byFirst(order: Order<Finding>): Order<PackageFindings> {
  const first = ({ findings }: PackageFindings) =>
    standing(findings).reduce<Finding | undefined>(
      (best, one) => (best && order(best, one) <= 0 ? best : one),
      undefined,
    );
  return (a, b) => {
    const left = first(a);
    const right = first(b);
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
    return order(left, right);
  };
}

/** More critical ones first, then more high ones, and so on. */
function bySeverities(a: PackageFindings, b: PackageFindings): number {
  const [left, right] = [a, b].map(({ findings }) =>
    countSeverities(standing(findings).map(({ severity }) => severity)),
  );
  for (const severity of SEVERITIES) {
    const difference = (right?.[severity] ?? 0) - (left?.[severity] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));
