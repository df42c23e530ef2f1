/**
 * How long one release of a product is looked after. Dates are `YYYY-MM-DD`; `true` stands for a time that has come
 * and that nobody dated, `false` for one that is not in sight.
 *
 * Source: https://endoflife.date/docs/api/v1/
 */
export interface SupportCycle {
  /** `debian`, `nodejs` */
  readonly product: string;
  /** `12`, `22.04`, `2023` */
  readonly cycle: string;
  readonly codename?: string;
  readonly released?: string;
  /** Until when it is worked on. */
  readonly supportEnds?: string | boolean;
  /** Until when its flaws are mended for everybody. */
  readonly ends?: string | boolean;
  /** Until when they are mended for some: by a long-term team, or for money. */
  readonly extendedEnds?: string | boolean;
  readonly longTerm?: boolean;
  readonly latest?: string;
  readonly latestReleased?: string;
}
