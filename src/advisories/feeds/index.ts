import type { Feed } from "../feed.ts";
import { debianLists } from "./debian-lists.ts";
import { debianTracker } from "./debian-tracker.ts";
import { osvNpm } from "./osv-npm.ts";
import { osvPypi } from "./osv-pypi.ts";

/** Every source of advisories. */
export const FEEDS: readonly Feed[] = [debianLists, debianTracker, osvNpm, osvPypi];
