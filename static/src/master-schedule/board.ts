/** The grid of the page: builds columns and rows from a plan, and keeps selection, scroll and expansion over a new one. */

import { createGrid, type CellRef, type EditEvent, type Grid, type Mark, type SelectEvent } from "../grid";
import { t } from "../shell/i18n";
import { isClosed, type Span, spansOf, type Zoom } from "./axis";
import { columnsOf, type LookSource, WIDE_PX } from "./columns";
import type { BoardEvents, DraftCells } from "./board-events";
import { BoardKeys, type TypedPlace } from "./board-keys";
import type { Edited } from "./draft/edits";
import { familyRowId, isFamilyRow } from "./families";
import { Flash } from "./flash";
import { type HeatRow, heatRow, heatRowId, heatRows, heaviest } from "./heat";
import type { Item, PlanData } from "./plan";
import { changedCells, editedOf, itemRowId, meaning } from "./rows";
import { type Place, ShownRows } from "./shown-rows";

/** How the plan is shown. */
export interface Wished {
  readonly zoom: Zoom;
  readonly allCenters: boolean;
  /** The items that families are counted by; null: nothing is rolled up. */
  readonly levels: readonly Item[] | null;
}

export class Board {
  private readonly grid: Grid;
  private readonly keys: BoardKeys;
  private plan: PlanData | undefined;
  private spans: Span[] = [];
  private spanById = new Map<string, Span>();
  private zoom: Zoom = "week";
  /** Row ids of all work centres, by their places; those of `pinned` are shown. */
  private centers: string[] = [];
  private pinned = new Set<number>();
  private readonly shown = new ShownRows();
  private heat = new Map<string | number, HeatRow>();
  private readonly flash = new Flash(() => { this.grid.refresh(); });
  private isStale = false;
  private drawn = "";
  /** While drawing, the grid's selection passes through cells that nobody has chosen. */
  private quiet = false;

  constructor(private readonly host: HTMLElement, private readonly events: BoardEvents, private readonly cells: DraftCells) {
    this.grid = createGrid(host, { label: t("Master schedule"), columns: [], t, onKey: (event, active) => this.keys.pressed(event, active) });
    this.keys = new BoardKeys(this.grid, events, {
      typedAt: (cell) => this.typedAt(cell), editable: ({ rowId, field }) => this.editable(rowId, field), untyped: ({ field }) => this.spanById.has(field) && cells.ofReckoned(),
      columns: () => this.spans, isClosed: (span) => isClosed(span, this.plan?.finish_days ?? []),
      isLoad: ({ rowId }) => this.centers.includes(String(rowId)),
    });
    this.grid.setLoading(true);
    this.grid.on("edit", (event) => { this.typed(event); });
    this.grid.on("select", (selected) => { this.selected(selected); });
    this.grid.on("open", ({ rowId }) => { events.open(this.centers.includes(String(rowId))); });
    this.grid.on("expand", () => { events.expanded(this.expanded()); });
  }

  /** `isNews` says that the plan has changed under the eyes of the person: what differs is shown for a moment. */
  draw(plan: PlanData, items: readonly Item[], { zoom, allCenters, levels }: Wished, isNews: boolean): void {
    const active = this.grid.active();
    this.quiet = true;
    this.plan = plan;
    this.zoom = zoom;
    this.spans = spansOf(plan.bucket_starts, plan.horizon_end, zoom);
    this.spanById = new Map(this.spans.map((span) => [span.id, span]));
    const before = this.shown.items;
    const rows = this.shown.build(plan, items, this.spans, levels);
    this.flash.show(isNews ? changedCells(before, this.shown.items) : new Set());
    const names = levels === null ? [] : plan.items.family;
    const axis = `${zoom} ${String(longest(plan.items.code))} ${String(longest(names))} ${this.spans.map((span) => span.id).join()} ${JSON.stringify(plan.fences)} ${String(this.isRoomy())}`;
    const isNewAxis = axis !== this.drawn;
    this.drawn = axis;
    if (isNewAxis) this.grid.setColumns(columnsOf({ plan, families: names }, this.spans, zoom, this.host, this.source()));
    this.centers = plan.load.id.map(heatRowId);
    this.pin(plan, allCenters ? plan.load.id.map((_id, place) => place) : heaviest(plan, spansOf(plan.bucket_starts, plan.horizon_end, "week")));
    this.grid.setRows(rows);
    if (isNewAxis && active) this.keepDay(active);
    this.quiet = false;
  }

  /** Writes the numbers of these items and work centres anew, in this frame; nothing else moves. */
  patch(plan: PlanData, items: readonly Item[], centers: Iterable<number>): void {
    const made = this.shown.patch(plan, items, this.spans);
    const touched = [...centers];
    // What an edit loads comes into sight with it.
    if (touched.some((place) => !this.pinned.has(place))) this.pin(plan, [...this.pinned, ...touched]);
    const loads = touched.map((place) => heatRow(plan, place, this.spans, this.zoom));
    for (const load of loads) this.heat.set(load.row.id, load);
    const rows = [...made, ...loads.map(({ row }) => row)];
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

  private typed({ source, changes, rejected }: EditEvent): void {
    this.grid.clearMarks("edited"); // what differs from the published plan is what counts
    const cells = changes.flatMap((change) => {
      const found = this.typedAt(change);
      return found ? [{ ...found, value: Number(change.new ?? 0), isCleared: source === "cleared", cell: { rowId: change.rowId, field: change.field } }] : [];
    });
    this.events.edit(cells, rejected.length);
  }

  /** What is typed into a cell; null where nothing is. */
  private typedAt({ rowId, field }: CellRef): TypedPlace | null {
    const found = meaning(rowId);
    const [item, span] = [this.shown.item(rowId), this.spanById.get(field)];
    const measure = found && editedOf(found.measure);
    return item && span && measure ? { item, measure, span } : null;
  }

  private editable(rowId: string | number, field: string): boolean | string {
    if (isFamilyRow(rowId)) return this.cells.ofFamily();
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

  /** The item and the column of the active cell; null on a row of no item. */
  get active(): Place | null {
    const active = this.grid.active();
    return active && this.cellOf(active);
  }

  /** The families and items that are open, by their rows' ids. */
  expanded(): string[] {
    return this.grid.expanded().map(String);
  }

  expand(rowIds: readonly string[]): void {
    const wanted = new Set(rowIds);
    for (const rowId of this.expanded()) if (!wanted.has(rowId)) this.grid.setExpanded(false, rowId);
    for (const rowId of rowIds) this.grid.setExpanded(true, rowId);
  }

  setStale(stale: boolean): void {
    if (stale === this.isStale) return;
    this.isStale = stale;
    this.grid.refresh();
  }

  setEmptyText(text: string): void {
    this.grid.setEmptyText(text);
  }

  /** Selects where the next item that is short becomes so, or the one before (-1), and then from the other end again. */
  nextShortage(by: 1 | -1): boolean {
    const active = this.grid.active();
    const next = this.shown.shortageFrom(active && { rowId: active.rowId, column: active.field }, this.spans, by);
    if (next) this.select(next);
    return next !== undefined;
  }

  columns(): readonly Span[] {
    return this.spans;
  }

  select({ item, span }: Place): void {
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
    this.grid.setExpanded(true, familyRowId(item.family));
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

  private selected(selected: SelectEvent): void {
    this.events.statistics(selected);
    const { active } = selected;
    if (!active || this.quiet) return;
    const cell = this.cellOf(active);
    if (cell) this.events.select(cell.item, cell.span);
    else if (isFamilyRow(active.rowId)) this.events.selectFamily();
    const place = this.centers.indexOf(String(active.rowId));
    if (place >= 0) this.events.selectLoad(place, this.columnOf(active));
  }

  /** On a frozen column the first bucket is meant. */
  private columnOf(cell: CellRef): Span {
    const span = this.spans.find(({ id }) => id === cell.field) ?? this.spans[0];
    if (!span) throw new Error("a plan has buckets");
    return span;
  }

  private cellOf(cell: CellRef): Place | null {
    const item = this.shown.item(cell.rowId);
    return item ? { item, span: this.columnOf(cell) } : null;
  }

  private source(): LookSource {
    return {
      glance: (rowId, column) => this.shown.glance(rowId, column),
      flashes: (rowId, column) => this.flash.has(rowId, column),
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
      decided: (rowId, column) => {
        const found = this.typedAt({ rowId, field: column });
        return found?.measure === "mps" ? this.cells.decided(found.item, found.span) : "";
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
