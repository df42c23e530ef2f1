/** How the page looks: in light, in dark, on a phone and on paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f4f6f8; --card: #fff; --ink: #17212b; --soft: #57656f; --line: #dde3e8; --faint: #eef2f5;
  --accent: #0b5a8f; --critical: #a3195b; --high: #d3401f; --medium: #c98a00; --low: #2f7fc1;
  --unspecified: #7b8794; --good: #1d7f53; --warn: #9a6700;
  --shadow: 0 1px 2px rgb(16 32 48 / .06), 0 4px 14px rgb(16 32 48 / .05);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d141b; --card: #151f29; --ink: #e4ebf1; --soft: #9aa9b6; --line: #263441; --faint: #1b2833;
    --accent: #6db8ec; --critical: #f0609f; --high: #ff7c5c; --medium: #eab54a; --low: #6cb2ee;
    --unspecified: #93a1ae; --good: #57c594; --warn: #e3b341; --shadow: none;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main, header, footer { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
code, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .92em; overflow-wrap: anywhere; }
a { color: var(--accent); text-decoration: none; overflow-wrap: anywhere; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
header { padding-top: 28px; padding-bottom: 18px; }
.brand { display: flex; align-items: center; gap: 8px; color: var(--accent); font-weight: 650; letter-spacing: .02em; }
.brand svg { width: 24px; height: 24px; }
.brand span { color: var(--soft); font-weight: 400; letter-spacing: 0; }
h1.mono { margin: 10px 0 12px; font-size: clamp(20px, 3.2vw, 28px); line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 0 0 14px; font-size: 16px; }
.chips { display: flex; flex-wrap: wrap; gap: 6px 22px; margin: 0; padding: 0; }
.chips div { display: flex; gap: 7px; min-width: 0; }
.chips dt { color: var(--soft); white-space: nowrap; }
.chips dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.cards { display: grid; grid-template-columns: minmax(300px, 5fr) minmax(250px, 4fr) minmax(220px, 3fr); gap: 16px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px; box-shadow: var(--shadow); min-width: 0; }
main > .card { margin-top: 16px; }
.round { display: flex; align-items: center; gap: 26px; }
.donut { flex: none; width: 148px; height: 148px; }
.ring { fill: none; stroke-width: 13; }
.ring.empty { stroke: var(--faint); }
.donut .sum { font-size: 23px; font-weight: 650; text-anchor: middle; fill: var(--ink); }
.donut .unit { font-size: 9px; text-anchor: middle; fill: var(--soft); }
.legend { list-style: none; margin: 0; padding: 0; flex: 1; min-width: 0; }
.legend li { display: flex; align-items: center; gap: 9px; padding: 3px 0; }
.legend b { margin-left: auto; font-variant-numeric: tabular-nums; }
.legend .none { color: var(--soft); }
.dot { flex: none; width: 11px; height: 11px; border-radius: 3px; background: currentColor; }
.ring.critical { stroke: var(--critical); } .ring.high { stroke: var(--high); } .ring.medium { stroke: var(--medium); }
.ring.low { stroke: var(--low); } .ring.unspecified { stroke: var(--unspecified); }
rect.critical { fill: var(--critical); } rect.high { fill: var(--high); } rect.medium { fill: var(--medium); }
rect.low { fill: var(--low); } rect.unspecified { fill: var(--unspecified); } rect.empty { fill: var(--faint); }
.pill.critical, .dot.critical { color: var(--critical); } .pill.high, .dot.high { color: var(--high); }
.pill.medium, .dot.medium { color: var(--medium); } .pill.low, .dot.low { color: var(--low); }
.pill.unspecified, .dot.unspecified { color: var(--unspecified); }
.bar { display: block; width: 100%; height: 8px; border-radius: 4px; overflow: hidden; }
.bars { margin: 0; }
.bars > div { padding: 5px 0; }
.bars dt { display: flex; justify-content: space-between; gap: 10px; }
.bars dt b { font-variant-numeric: tabular-nums; }
.bars dd { margin: 3px 0 0; }
.facts { list-style: none; margin: 0; padding: 0; }
.facts li { display: flex; gap: 10px; align-items: baseline; padding: 4px 0; }
.facts b { font-size: 20px; font-variant-numeric: tabular-nums; min-width: 2ch; }
.facts .hot b { color: var(--critical); } .facts .good b { color: var(--good); } .facts .warn b { color: var(--warn); }
.layers { list-style: none; margin: 0; padding: 0; }
.layers li { display: grid; grid-template-columns: 26px minmax(0, 1fr) 96px 170px 44px; gap: 14px; align-items: center; padding: 6px 0; border-top: 1px solid var(--faint); }
.layers li:first-child { border-top: 0; }
.layers .number, .layers .size { color: var(--soft); font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
.layers code { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; display: block; }
.layers b { text-align: right; font-variant-numeric: tabular-nums; }
.tools { display: flex; flex-wrap: wrap; gap: 10px 14px; align-items: center; margin-bottom: 12px; }
.tools h2 { margin: 0 auto 0 0; }
.tools h2 span { color: var(--soft); font-weight: 400; margin-left: 6px; }
html:not(.js) .tools label, html:not(.js) .tools input { display: none; }
input[type=search] { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--line); border-radius: 8px; padding: 6px 11px; width: 240px; max-width: 100%; }
.toggle { display: inline-flex; align-items: center; gap: 6px; cursor: pointer; user-select: none; font-size: 14px; color: var(--soft); }
.toggle:has(:checked) { color: var(--ink); }
.toggle input { accent-color: var(--accent); margin: 0; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th { text-align: left; font-weight: 600; color: var(--soft); padding: 7px 10px; border-bottom: 1px solid var(--line); white-space: nowrap; }
th button { all: unset; cursor: pointer; }
th button:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 3px; }
th button::after { content: " ↕"; opacity: .35; }
html:not(.js) th button::after { content: ""; }
th[aria-sort=ascending] button::after { content: " ↑"; opacity: 1; }
th[aria-sort=descending] button::after { content: " ↓"; opacity: 1; }
td { padding: 8px 10px; border-bottom: 1px solid var(--faint); vertical-align: top; overflow-wrap: anywhere; }
.js tr.main { cursor: pointer; }
.js tbody:not(.open) tr.main:hover td { background: var(--faint); }
.open tr.main td { border-bottom-color: transparent; }
.js tbody:not(.open) .detail { display: none !important; }
.detail td { padding: 0 10px 14px; }
.inside { background: var(--faint); border-radius: 10px; padding: 14px 16px; }
.inside dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 3px 16px; margin: 0; }
.inside dt { color: var(--soft); } .inside dd { margin: 0; overflow-wrap: anywhere; }
.inside p { margin: 0 0 12px; white-space: pre-line; max-width: 90ch; }
.what button { all: unset; cursor: pointer; color: var(--soft); width: 1.1em; display: inline-block; }
.what button::before { content: "›"; display: inline-block; transition: transform .12s; font-size: 17px; line-height: 1; }
.what button[aria-expanded=true]::before { transform: rotate(90deg); }
.what button:focus-visible { outline: 2px solid var(--accent); }
html:not(.js) .what button { display: none; }
.what .about { color: var(--soft); display: block; padding-left: 1.1em; }
.whole { white-space: nowrap; overflow-wrap: normal; }
td.installed .whole, td.fixed .whole { white-space: normal; overflow-wrap: anywhere; }
#findings { table-layout: fixed; }
#findings th:nth-child(1) { width: 122px; } #findings th:nth-child(3) { width: 17%; }
#findings th:nth-child(4), #findings th:nth-child(5) { width: 14%; }
#findings th:nth-child(6) { width: 74px; } #findings th:nth-child(7) { width: 82px; }
.no-epss .epss, .no-epss th:last-child { display: none; }
.number-cell { font-variant-numeric: tabular-nums; white-space: nowrap; }
.pill { display: inline-block; border-radius: 20px; padding: 0 9px; font-size: 12.5px; font-weight: 600; line-height: 1.65; background: color-mix(in srgb, currentColor 13%, transparent); white-space: nowrap; }
.badge { display: inline-block; border: 1px solid currentColor; border-radius: 5px; padding: 0 5px; margin-left: 6px; font-size: 11px; font-weight: 650; line-height: 1.5; color: var(--critical); white-space: nowrap; }
.badge.quiet { color: var(--soft); }
.fix { color: var(--good); } .nofix { color: var(--soft); }
.packages details { border-top: 1px solid var(--faint); }
.packages summary { cursor: pointer; padding: 8px 0; display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: baseline; list-style: none; }
.packages summary > * { min-width: 0; overflow-wrap: anywhere; }
.packages summary::-webkit-details-marker { display: none; }
.packages summary::before { content: "›"; color: var(--soft); font-size: 17px; line-height: 1; transition: transform .12s; }
.packages details[open] summary::before { transform: rotate(90deg); }
.packages summary .pills { margin-left: auto; display: flex; gap: 5px; flex-wrap: wrap; }
.packages .inside { margin: 0 0 12px; }
.plain { all: unset; cursor: pointer; color: var(--accent); }
.plain:hover { text-decoration: underline; }
html:not(.js) .plain { display: none; }
.problems li { overflow-wrap: anywhere; }
.empty-note { text-align: center; color: var(--soft); padding: 26px 0; margin: 0; }
.verdict { font-size: 17px; display: flex; gap: 10px; align-items: center; margin: 0; }
.verdict.clean { color: var(--good); } .verdict.unclear { color: var(--warn); }
footer { color: var(--soft); font-size: 13px; padding-top: 22px; padding-bottom: 36px; }
[hidden] { display: none !important; }
@media (max-width: 980px) { .cards { grid-template-columns: 1fr 1fr; } .cards .card:first-child { grid-column: 1 / -1; } }
@media (max-width: 840px) {
  main, header, footer { padding-left: 14px; padding-right: 14px; }
  .cards { grid-template-columns: 1fr; }
  .card { padding: 16px; }
  .round { gap: 18px; } .donut { width: 118px; height: 118px; }
  .layers li { grid-template-columns: 22px minmax(0, 1fr) auto; gap: 4px 10px; }
  .layers .bar { grid-column: 2; } .layers b { grid-column: 3; }
  .tools h2 { width: 100%; } input[type=search] { width: 100%; font-size: 16px; }
  #findings thead { display: none; }
  #findings, #findings tbody, #findings tr, #findings td { display: block; }
  #findings tbody { border-top: 1px solid var(--line); padding: 10px 0; }
  #findings td { padding: 1px 0; border: 0; }
  #findings tr.main { display: grid; grid-template-columns: 1fr auto; gap: 2px 10px; }
  #findings tr.main .what { grid-column: 1 / -1; grid-row: 2; }
  #findings tr.main .package { grid-column: 1 / -1; }
  #findings td[data-label]::before { content: attr(data-label) " "; color: var(--soft); }
  #findings td[data-empty] { display: none; }
  #findings tr.main .severity-cell { grid-row: 1; } #findings tr.main .score { grid-row: 1; grid-column: 2; }
  #findings tr.main .fixed { grid-column: 1 / -1; }
  .detail td { padding-top: 8px; }
  .inside dl { grid-template-columns: 1fr; } .inside dd { margin-bottom: 6px; }
}
@media print {
  :root { --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --faint: #e8e8e8; --accent: #003d66;
    --critical: #8c0f49; --high: #b32d0e; --medium: #8a5f00; --low: #1a5a91; --unspecified: #555; --good: #0c5d39; --shadow: none; color-scheme: light; }
  body { font-size: 10.5pt; } table { font-size: 9pt; }
  main, header, footer { max-width: none; padding: 0; }
  .card { border-radius: 0; border-width: 1px 0 0; padding: 10px 0; box-shadow: none; }
  .tools label, .tools input, .what button, th button::after, .plain { display: none !important; }
  thead { display: table-header-group; }
  tbody, .layers li, .packages summary { break-inside: avoid; }
  .ring, rect, .pill, .dot { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; }
}
`;
