/** The grid of the page: builds columns and rows from a plan, and keeps selection, scroll and expansion over a new one. */

import { createGrid, type CellRef, type EditEvent, type Grid, type Mark, type SelectEvent } from "../grid";
import { t } from "../shell/i18n";
import { type Span, spansOf, type Zoom } from "./axis";
import { columnsOf, type LookSource, WIDE_PX } from "./columns";
import type { BoardEvents, DraftCells } from "./board-events";
import type { Edited } from "./draft/edits";
import { type HeatRow, heatRow, heatRowId, heatRows, heaviest } from "./heat";
import type { Item, PlanData } from "./plan";
import { changedCells, editedOf, type Glance, itemRow, type ItemRow, itemRowId, meaning } from "./rows";

const FLASH_MS = 1200;
const ARROWS: ReadonlySet<string> = new Set(["ArrowLeft", "ArrowRight"]);

export class Board {
  private readonly grid: Grid;
  private plan: PlanData | undefined;
  private spans: Span[] = [];
  private spanById = new Map<string, Span>();
  private zoom: Zoom = "week";
  /** Row ids of all work centres, by their places; those of `pinned` are shown. */
  private centers: string[] = [];
  private pinned = new Set<number>();
  private shown = new Map<string | number, ItemRow>();
  private heat = new Map<string | number, HeatRow>();
  private flashing = new Set<string>();
  private isStale = false;
  private drawn = "";
  /** While drawing, the grid's selection passes through cells that nobody has chosen. */
  private quiet = false;

  constructor(private readonly host: HTMLElement, private readonly events: BoardEvents, private readonly cells: DraftCells) {
    this.grid = createGrid(host, { label: t("Master schedule"), columns: [], t, onKey: (event, active) => this.key(event, active) });
    this.grid.setLoading(true);
    this.grid.on("edit", (event) => { this.typed(event); });
    this.grid.on("select", (selected) => { this.selected(selected); });
    this.grid.on("open", ({ rowId }) => { events.open(this.centers.includes(String(rowId))); });
  }

  /** `isNews` says that the plan has changed under the eyes of the person: what differs is shown for a moment. */
  draw(plan: PlanData, items: readonly Item[], { zoom, allCenters }: { zoom: Zoom; allCenters: boolean }, isNews: boolean): void {
    const active = this.grid.active();
    this.quiet = true;
    this.plan = plan;
    this.zoom = zoom;
    this.spans = spansOf(plan.bucket_starts, plan.horizon_end, zoom);
    this.spanById = new Map(this.spans.map((span) => [span.id, span]));
    const rows = items.map((item) => itemRow(plan, item, this.spans));
    this.flash(isNews ? changedCells([...this.shown.values()], rows) : new Set());
    this.shown = new Map(rows.map((made) => [made.row.id, made]));
    const axis = `${zoom} ${String(longest(plan.items.code))} ${this.spans.map((span) => span.id).join()} ${JSON.stringify(plan.fences)} ${String(this.isRoomy())}`;
    const isNewAxis = axis !== this.drawn;
    this.drawn = axis;
    if (isNewAxis) this.grid.setColumns(columnsOf(plan, this.spans, zoom, this.host, this.source()));
    this.centers = plan.load.id.map(heatRowId);
    this.pin(plan, allCenters ? plan.load.id.map((_id, place) => place) : heaviest(plan, spansOf(plan.bucket_starts, plan.horizon_end, "week")));
    this.grid.setRows(rows.map(({ row }) => row));
    if (isNewAxis && active) this.keepDay(active);
    this.quiet = false;
  }

  /** Writes the numbers of these items and work centres anew, in this frame; nothing else moves. */
  patch(plan: PlanData, items: readonly Item[], centers: Iterable<number>): void {
    const made = items.filter((item) => this.shown.has(itemRowId(item))).map((item) => itemRow(plan, item, this.spans));
    for (const row of made) this.shown.set(row.row.id, row);
    const touched = [...centers];
    // What an edit loads comes into sight with it.
    if (touched.some((place) => !this.pinned.has(place))) this.pin(plan, [...this.pinned, ...touched]);
    const loads = touched.map((place) => heatRow(plan, place, this.spans, this.zoom));
    for (const load of loads) this.heat.set(load.row.id, load);
    const rows = [...made.flatMap(({ row }) => [row, ...(row.children ?? [])]), ...loads.map(({ row }) => row)];
    this.grid.updateRows(rows.map(({ id, cells }) => ({ id, cells })));
  }

  private pin(plan: PlanData, places: readonly number[]): void {
    this.pinned = new Set([...places].sort((a, b) => a - b));
    const loads = heatRows(plan, this.spans, this.zoom, [...this.pinned]);
    this.heat = new Map(loads.map((made) => [made.row.id, made]));
    this.grid.setPinned(loads.map(({ row }) => row));
  }

  mark(cell: CellRef, mark: Mark | null, quietly = false): void {
    this.grid.markCell(cell.rowId, cell.field, mark, quietly);
  }

  clearMarks(): void {
    this.grid.clearMarks();
  }

  /** The cell that shows a day of an item's row, or of a work centre's. */
  cellAt(day: string, found: { item: Item; measure: Edited } | { centerId: number }): CellRef | null {
    const span = this.spanOf(day);
    if (!span) return null;
    if ("centerId" in found) return { rowId: heatRowId(found.centerId), field: span.id };
    return { rowId: `${itemRowId(found.item)}/${found.measure}`, field: span.id };
  }

  goTo(cell: CellRef): void {
    this.grid.focusCell(cell.rowId, cell.field);
  }

  private key(event: KeyboardEvent, active: CellRef | null): boolean {
    if (this.takesBack(event)) return true;
    if (event.altKey && !event.shiftKey && ARROWS.has(event.key)) return this.moveActive(active, event.key === "ArrowLeft" ? -1 : 1);
    return !this.isDigit(event, active) && this.events.key(event);
  }

  private takesBack(event: KeyboardEvent): boolean {
    const letter = event.ctrlKey || event.metaKey ? event.key.toLowerCase() : "";
    if (letter === "y" || (letter === "z" && event.shiftKey)) this.events.redo();
    else if (letter === "z") this.events.undo();
    else return false;
    return true;
  }

  /** Where a number can be typed, a digit is one; elsewhere it chooses the time scale. */
  private isDigit({ key, altKey }: KeyboardEvent, active: CellRef | null): boolean {
    return /^\d$/.test(key) && !altKey && active !== null && this.editable(active.rowId, active.field) === true;
  }

  private moveActive(active: CellRef | null, by: -1 | 1): boolean {
    const found = active && this.typedAt(active);
    const to = found && this.spans[this.spans.indexOf(found.span) + by];
    if (!active || !found || !to) return found !== null;
    if (this.events.move(found.item, found.measure, found.span, to)) this.grid.focusCell(active.rowId, to.id);
    return true;
  }

  private typed({ changes, rejected }: EditEvent): void {
    this.grid.clearMarks("edited"); // what differs from the published plan is what counts
    const cells = changes.flatMap((change) => {
      const found = this.typedAt(change);
      return found ? [{ ...found, value: Number(change.new ?? 0), cell: { rowId: change.rowId, field: change.field } }] : [];
    });
    this.events.edit(cells, rejected.length);
  }

  /** What is typed into a cell; null where nothing is. */
  private typedAt({ rowId, field }: CellRef): { item: Item; measure: Edited; span: Span } | null {
    const found = meaning(rowId);
    const [row, span] = [found && this.shown.get(`i${String(found.itemId)}`), this.spanById.get(field)];
    const measure = found && editedOf(found.measure);
    return row && span && measure ? { item: row.item, measure, span } : null;
  }

  private editable(rowId: string | number, field: string): boolean | string {
    const found = this.typedAt({ rowId, field });
    return found ? this.cells.editable(found.item, found.measure, found.span) : false;
  }

  /** On another axis the selection goes to the column that holds its first day; the keyboard stays where it is. */
  private keepDay({ rowId, field }: CellRef): void {
    const span = this.spanOf(field);
    const focused = document.activeElement;
    if (span) this.grid.focusCell(rowId, span.id);
    if (focused instanceof HTMLElement && focused !== document.activeElement) focused.focus();
  }

  focus(): void {
    this.grid.focus();
  }

  setStale(stale: boolean): void {
    if (stale === this.isStale) return;
    this.isStale = stale;
    this.grid.refresh();
  }

  setEmptyText(text: string): void {
    this.grid.setEmptyText(text);
  }

  /** Selects the next cell with a shortage after the active one, row by row and then from the top again. */
  nextShortage(): boolean {
    const places = [...this.shown.values()].flatMap(({ item, glances }) =>
      this.spans.filter((span) => glances[span.id] === "short" || glances[span.id] === "mps-short").map((span) => ({ item, span })),
    );
    const here = this.position();
    const next = places.find(({ item, span }) => here === null || this.isAfter({ item, span }, here)) ?? places[0];
    if (!next) return false;
    this.select(next);
    return true;
  }

  columns(): readonly Span[] {
    return this.spans;
  }

  select({ item, span }: { item: Item; span: Span }): void {
    this.grid.focusCell(itemRowId(item), span.id);
  }

  /** The column that holds the day on which `week` begins, whatever the time scale. */
  selectLoad(place: number, week: Span): void {
    const center = this.centers[place];
    const span = this.spanOf(week.first);
    if (center === undefined || !span) return;
    if (!this.pinned.has(place) && this.plan) this.pin(this.plan, [...this.pinned, place]);
    this.grid.focusCell(center, span.id);
  }

  /** Shows an item's measures, and goes to its first column. */
  open(item: Item): void {
    const [span] = this.spans;
    this.grid.setExpanded(true, itemRowId(item));
    if (span) this.select({ item, span });
  }

  /** The column that holds a day. */
  spanOf(day: string): Span | undefined {
    return this.spans.find((span) => span.first <= day && day <= span.last);
  }

  private isRoomy(): boolean {
    return this.host.clientWidth >= WIDE_PX;
  }

  private position(): { row: number; column: number } | null {
    const active = this.grid.active();
    const found = active && meaning(active.rowId);
    if (!active || !found) return null;
    const rows = [...this.shown.values()].map(({ item }) => item.id);
    return { row: rows.indexOf(found.itemId), column: this.spans.findIndex((span) => span.id === active.field) };
  }

  private isAfter({ item, span }: { item: Item; span: Span }, here: { row: number; column: number }): boolean {
    const row = [...this.shown.keys()].indexOf(itemRowId(item));
    return row > here.row || (row === here.row && this.spans.indexOf(span) > here.column);
  }

  private selected(selected: SelectEvent): void {
    this.events.statistics(selected);
    const { active } = selected;
    if (!active || this.quiet) return;
    const cell = this.cellOf(active);
    if (cell) this.events.select(cell.item, cell.span);
    const place = this.centers.indexOf(String(active.rowId));
    if (place >= 0) this.events.selectLoad(place, this.columnOf(active));
  }

  /** On a frozen column the first bucket is meant. */
  private columnOf(cell: CellRef): Span {
    const span = this.spans.find(({ id }) => id === cell.field) ?? this.spans[0];
    if (!span) throw new Error("a plan has buckets");
    return span;
  }

  private cellOf(cell: CellRef): { item: Item; span: Span } | null {
    const itemId = meaning(cell.rowId)?.itemId;
    const row = itemId === undefined ? undefined : this.shown.get(`i${String(itemId)}`);
    return row ? { item: row.item, span: this.columnOf(cell) } : null;
  }

  private flash(changed: Set<string>): void {
    if (changed.size === 0 || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.flashing = changed;
    setTimeout(() => {
      if (this.flashing !== changed) return;
      this.flashing = new Set();
      this.grid.refresh();
    }, FLASH_MS);
  }

  private source(): LookSource {
    return {
      glance: (rowId, column): Glance => this.shown.get(rowId)?.glances[column] ?? "nothing",
      flashes: (rowId, column) => this.flashing.size > 0 && this.flashing.has(`${String(rowId)}|${column}`),
      heat: (rowId) => this.heat.get(rowId),
      stale: () => this.isStale,
      editable: (rowId, column) => this.editable(rowId, column),
      quantity: (rowId, column) => {
        const found = this.typedAt({ rowId, field: column });
        return found ? this.cells.quantity(found.item, found.measure, found.span) : 0;
      },
      edited: (rowId, column) => {
        const found = this.typedAt({ rowId, field: column });
        return found !== null && this.cells.edited(found.item, found.measure, found.span);
      },
      estimated: (rowId, column) => {
        const [place, span] = [this.centers.indexOf(String(rowId)), this.spanById.get(column)];
        return place >= 0 && span !== undefined && this.cells.estimated(place, span);
      },
    };
  }
}

/** A longer code needs a wider column. */
function longest(codes: readonly string[]): number {
  return Math.max(0, ...codes.map((code) => code.length));
}
