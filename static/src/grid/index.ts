/**
 * The grid: a canvas with a real text field over the active cell and a mirror of what is visible in the DOM.
 *
 *     import { createGrid } from "../grid";
 *     import { t } from "../shell/i18n";
 *
 *     const grid = createGrid(host, {           // host: an element with a height
 *       label: t("Orders"), t,
 *       columns: [
 *         { id: "status", title: t("Status"), width: 96, kind: "status", frozen: true,
 *           statuses: { late: { label: t("Late"), shape: "square", tone: "bad" } } },
 *         { id: "number", title: t("Order"), width: 96, kind: "link", frozen: true },
 *         { id: "quantity", title: t("Qty"), width: 72, kind: "number", editable: true, min: 0, nullable: false },
 *         { id: "requested_date", title: t("Requested"), width: 100, kind: "date", editable: true },
 *       ],
 *       rows: lines.map((line) => ({ id: line.id, cells: { status: line.status, number: line.number, … } })),
 *     });
 *     grid.on("edit", ({ changes }) => save(changes));    // already shown; one event per user step, undo included
 *     grid.markCell(id, "quantity", { state: "saving" }); // then null when saved, or an error with its reason, or a conflict
 *     grid.updateRows([{ id, cells: { promised_date: "2026-03-26" } }]);  // from the server: keeps selection, scroll, typing
 *
 * Buckets: columns with `title: "W12", subtitle: "16 Mar", group: "Mar 2026"`; `shaded: 1` inside the frozen zone;
 * `fences: [{ at: 1, line: "solid", label: t("Demand fence"), short: t("DTF") }]` on its last column. Heat rows: `pinned: [{ id, kind: "heat", cells }]`
 * with per cent as numbers. Trees: rows with `children` and one column with `tree: true`; a child's name may stand in any
 * frozen column. Looks that depend on the value: `look: (row, value) => ({ wash: "bad", notch: true })`.
 *
 * Alt+Down sorts by the active column, Alt+Shift+Left/Right set its width, a double click on a header's edge fits it.
 * Keys that are the page's own (`.` next shortage, Alt+arrows): `onKey`, asked while no cell is being edited, and not while
 * what a cell has refused is typed on. The grid never handles F6, Ctrl+K or Ctrl+S; they go on to the page. Density follows the token --row-height unless `rowHeight` is given.
 * Colours are the page's tokens and follow the theme by themselves.
 *
 * Tests: keys through the focused element, results through `role=grid`, `row`, `gridcell` and the `role=status` region;
 * `grid.cellRect(rowId, field)` tells where to click.
 */
import { CanvasGrid } from "./grid";
import type { Grid, GridOptions } from "./types";

export type * from "./types";

export function createGrid(host: HTMLElement, options: GridOptions): Grid {
  return new CanvasGrid(host, options);
}
export { cellWidth } from "./view/measure";
