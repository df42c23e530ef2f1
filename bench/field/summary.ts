import { formatBytes } from "../../src/report/words.ts";
import { BOUND_NAMES, type Bound, boundsOf, peaksOf, wallOf } from "../bounds.ts";
import { NAMES } from "../contenders.ts";
import type { Series } from "../rounds.ts";
import { ratioOf, spreadOf } from "../statistics.ts";

/** One image in one form, measured. */
export interface FieldRow {
  readonly image: string;
  readonly base?: string | undefined;
  readonly form: string;
  readonly layers: number;
  /** Of all layers as they are stored. */
  readonly storedBytes: number;
  readonly series: readonly Series[];
}

type Column = readonly [title: string, cell: (row: FieldRow) => string];

/** What the marks in the tables mean. */
export const LEGEND = "✓✓ the aim is held, ✓ the bound is, ✗ neither.";

const COLUMNS: readonly Column[] = [
  ["Image", ({ image }) => image],
  ["Form", ({ form }) => form],
  ["Cold", ({ series }) => seconds(wallMs(series, NAMES.cold))],
  ["× baseline", ({ series }) => marked(series, BOUND_NAMES.baseline)],
  ["× Trivy", ({ series }) => marked(series, BOUND_NAMES.trivy)],
  ["× Syft", ({ series }) => ratio(series, NAMES.cold, "syft, cold")],
  ["Warm", ({ series }) => marked(series, BOUND_NAMES.warm)],
  ["Half-known", ({ series }) => seconds(wallMs(series, NAMES.halfKnown))],
  ["× cold", ({ series }) => ratio(series, NAMES.halfKnown, NAMES.cold)],
  ["Peak", ({ series }) => marked(series, BOUND_NAMES.peak)],
  ["Secrets", ({ series }) => marked(series, BOUND_NAMES.secrets)],
];

/** One line for each image and form, as Markdown; a second one where equal work is another figure. */
export function formatSummary(rows: readonly FieldRow[]): string {
  return markdownTable(
    COLUMNS,
    rows.flatMap((row) => [row, ...verifiedRow(row)]),
  );
}

const REGISTRY_COLUMNS: readonly Column[] = [
  ["Image", ({ image }) => image],
  ["Cold", ({ series }) => seconds(wallMs(series, NAMES.cold))],
  ["× Trivy", ({ series }) => ratio(series, NAMES.cold, "trivy, cold")],
  ["Warm", ({ series }) => seconds(wallMs(series, NAMES.warm))],
  ["Trivy, warm", ({ series }) => seconds(wallMs(series, "trivy, warm"))],
  ["Peak", ({ series }) => peak(series)],
];

/** One line for each image that was scanned from a registry, as Markdown. */
export function formatRegistrySummary(rows: readonly FieldRow[]): string {
  return markdownTable(REGISTRY_COLUMNS, rows);
}

/** How many of the rows keep to each bound and reach each aim, as Markdown; what was not measured does neither. */
export function formatTally(rows: readonly FieldRow[]): string {
  const names = [BOUND_NAMES.baseline, BOUND_NAMES.trivy, BOUND_NAMES.warm, BOUND_NAMES.peak];
  const lines = names.flatMap((what) => {
    const bounds = rows.flatMap(({ series }) => findBound(series, what) ?? []);
    const [first] = bounds;
    if (!first) return [];
    const held = (limit: "bound" | "aim") => bounds.filter((bound) => isWithin(bound, bound[limit])).length;
    const of = (limit: "bound" | "aim") => `${held(limit)} of ${rows.length}`;
    return [`| ${what} | ${first.bound} ${first.unit} | ${of("bound")} | ${first.aim} ${first.unit} | ${of("aim")} |`];
  });
  return ["| | At most | held | Aim | held |", "|---|---|---|---|---|", ...lines].join("\n");
}

/** The images and their sizes by form, as Markdown. */
export function formatImages(rows: readonly FieldRow[]): string {
  const forms = [...new Set(rows.map(({ form }) => form))];
  const lines = [...Map.groupBy(rows, ({ image }) => image)].map(([image, own]) => {
    const sizes = forms.map((form) => own.find((row) => row.form === form)?.storedBytes);
    const cells = [image, own[0]?.base ?? "-", `${own[0]?.layers ?? "-"}`];
    return rowOf([...cells, ...sizes.map((bytes) => (bytes === undefined ? "-" : formatBytes(bytes)))]);
  });
  const header = ["Image", "Base", "Layers", ...forms];
  return [rowOf(header), rowOf(header.map(() => "---")), ...lines].join("\n");
}

/** A scan that reads a plain tar in part is no rival of one that hashes it: the one that hashes has a row of its own. */
function verifiedRow(row: FieldRow): FieldRow[] {
  const whole = row.series.find(({ name }) => name === NAMES.whole);
  if (!whole) return [];
  const others = row.series.filter(({ name }) => !OWN.includes(name));
  return [{ ...row, form: `${row.form}, \`--verify-layers\``, series: [...others, { ...whole, name: NAMES.cold }] }];
}

const OWN: readonly string[] = [NAMES.cold, NAMES.whole, NAMES.halfKnown, NAMES.warm, NAMES.secrets];

function markdownTable(columns: readonly Column[], rows: readonly FieldRow[]): string {
  const titles = columns.map(([title]) => title);
  const lines = rows.map((row) => rowOf(columns.map(([, cell]) => cell(row))));
  return [rowOf(titles), rowOf(titles.map(() => "---")), ...lines].join("\n");
}

const rowOf = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

function marked(series: readonly Series[], what: string): string {
  const bound = findBound(series, what);
  if (bound?.measured === undefined) return "-";
  const mark = isWithin(bound, bound.aim) ? "✓✓" : isWithin(bound, bound.bound) ? "✓" : "✗";
  const figure = bound.measured.toFixed(bound.unit === "MB" ? 0 : 2);
  return `${figure}${bound.unit === "×" ? "" : ` ${bound.unit}`} ${mark}`;
}

const findBound = (series: readonly Series[], what: string) => boundsOf(series).find((bound) => bound.what === what);

const isWithin = ({ measured }: Bound, limit: number) => measured !== undefined && measured <= limit;

const runsOf = (series: readonly Series[], name: string) => series.find((one) => one.name === name);

const wallMs = (series: readonly Series[], name: string) => spreadOf(wallOf(runsOf(series, name)))?.median;

const seconds = (ms: number | undefined) => (ms === undefined ? "-" : `${(ms / 1000).toFixed(2)} s`);

function ratio(series: readonly Series[], one: string, other: string): string {
  return ratioOf(wallOf(runsOf(series, one)), wallOf(runsOf(series, other)))?.toFixed(2) ?? "-";
}

function peak(series: readonly Series[]): string {
  const own = series.filter(({ name }) => OWN.includes(name));
  const highest = spreadOf(own.flatMap(peaksOf))?.max;
  return highest === undefined ? "-" : `${highest.toFixed(0)} MB`;
}
