import type { Desk } from "../desk";
import { kindOf } from "../model/columns";
import type { Range } from "../model/selection";
import { display } from "../model/format";
import { valueOf } from "../model/edits";
import type { Cell } from "../model/model";
import type { Spot } from "../view/geometry";
import { INDENT_PX } from "../view/painter";
import { type Drag, FillDrag, type Point, ResizeDrag, SelectDrag } from "./drags";
import type { Editor } from "./editor";

const HANDLE_REACH_PX = 6;
const TWISTY_END_PX = 28;
const CLICK_SLACK_PX = 4;

/** Mouse, pen and touch. Touch drags belong to the scroller; a tap selects. */
export class Pointer {
  fillRange: Range | null = null;
  private drag: Drag | null = null;
  private pressedAt: (Point & { spot: Spot }) | null = null;
  private last: Point = { x: 0, y: 0 };
  private scrollFrame = 0;

  constructor(private readonly desk: Desk, private readonly editor: Editor) {
    const { element } = desk.stage;
    element.addEventListener("pointerdown", (event) => this.down(event));
    element.addEventListener("pointermove", (event) => this.moved(event));
    element.addEventListener("pointerup", (event) => this.up(event));
    element.addEventListener("pointercancel", () => this.stop(false));
    element.addEventListener("dblclick", (event) => this.doubled(event));
    // Keeps the focus in the editor's field.
    element.addEventListener("mousedown", (event) => {
      if (event.target !== editor.field && !(event.target instanceof HTMLButtonElement)) event.preventDefault();
    });
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0 || event.target === this.editor.field) return;
    const point = this.point(event);
    const spot = this.desk.stage.geometry.spot(point.x, point.y);
    this.pressedAt = { ...point, spot };
    if (event.pointerType === "touch") return;
    this.drag = this.begin(point, spot, event.shiftKey);
    if (this.drag) this.desk.stage.element.setPointerCapture(event.pointerId);
  }

  private begin(point: Point, spot: Spot, shift: boolean): Drag | null {
    const { desk } = this;
    if (spot.zone === "header") {
      const edge = desk.stage.geometry.edgeAt(point.x);
      return edge >= 0 ? new ResizeDrag(desk, edge) : null;
    }
    this.editor.commit();
    if (this.onTwisty(point, spot)) desk.selectRow(spot.row, spot.column);
    this.editor.focus();
    const range = desk.model.selection.range;
    if (range && this.onHandle(point)) return new FillDrag(desk, range, (preview) => (this.fillRange = preview));
    if (spot.row < 0 || this.onTwisty(point, spot)) return null;
    desk.select(spot, shift);
    return new SelectDrag(desk, spot);
  }

  private moved(event: PointerEvent): void {
    this.last = this.point(event);
    if (!this.drag) {
      if (event.pointerType !== "touch") this.hover(this.last);
      return;
    }
    this.drag.move(this.last);
    if (this.drag.scrolls) this.scrollOutside();
  }

  private up(event: PointerEvent): void {
    const pressed = this.pressedAt;
    const point = this.point(event);
    this.stop(true);
    if (!pressed || Math.hypot(point.x - pressed.x, point.y - pressed.y) > CLICK_SLACK_PX) return;
    this.clicked(point, pressed.spot, event);
  }

  private clicked(point: Point, spot: Spot, event: PointerEvent): void {
    const { desk, editor } = this;
    if (spot.zone === "header") {
      this.sort(point, spot);
      return;
    }
    if (spot.row < 0) return;
    const row = desk.model.rows.at(spot.row);
    if (row && this.onTwisty(point, spot)) {
      desk.selectRow(spot.row, spot.column);
      desk.toggle(row.id);
      return;
    }
    if (event.pointerType === "touch") this.tapped(spot);
    if (!event.shiftKey && !editor.editing && this.opens(spot)) desk.open();
  }

  /** The second tap on a cell opens it for typing; the first must not bring up the keyboard of a phone. */
  private tapped(spot: Spot): void {
    const { active } = this.desk.model.selection;
    const again = active?.row === spot.row && active.column === spot.column;
    this.editor.commit();
    this.desk.select(spot);
    if (!again) return;
    this.editor.focus();
    this.editor.begin("amend");
  }

  private doubled(event: MouseEvent): void {
    const point = this.point(event);
    const spot = this.desk.stage.geometry.spot(point.x, point.y);
    if (spot.zone === "header") this.fitWidth(point);
    if (event.target === this.editor.field || spot.row < 0 || this.opens(spot)) return;
    const cell = this.desk.model.activeCell();
    if (cell && this.desk.model.canEdit(cell) === "") this.desk.open();
    else this.editor.begin("amend");
  }

  private sort(point: Point, spot: Spot): void {
    if (this.desk.stage.geometry.edgeAt(point.x) >= 0) return;
    this.editor.commit();
    this.desk.sort(spot.column);
  }

  /** Double click on a column's edge: as wide as its visible texts. */
  private fitWidth(point: Point): void {
    const { stage, model } = this.desk;
    const edge = stage.geometry.edgeAt(point.x);
    const column = model.columns.at(edge);
    if (!column) return;
    stage.pen.use(13, 650);
    const [first, end] = stage.geometry.visibleRows();
    let widest = stage.pen.width(column.title);
    for (let position = first; position < end; position += 1) {
      const row = model.rows.at(position);
      if (row) widest = Math.max(widest, stage.pen.width(display(column, row, valueOf(row, column))));
    }
    this.desk.resize(edge, widest + (column.kind === "status" || column.tree ? 44 : 22), true);
    stage.pen.forget();
  }

  private stop(completed: boolean): void {
    cancelAnimationFrame(this.scrollFrame);
    this.scrollFrame = 0;
    this.pressedAt = null;
    const { drag } = this;
    this.drag = null;
    if (completed) drag?.end();
    else drag?.cancel();
  }

  /** Keeps scrolling while the pointer waits outside, faster the further away it is. */
  private scrollOutside(): void {
    if (this.scrollFrame !== 0) return;
    const { geometry } = this.desk.stage;
    const step = (at: number, low: number, high: number): number => (at < low ? (at - low) / 3 : at > high ? (at - high) / 3 : 0);
    const dx = step(this.last.x, geometry.scrollLeft > 0 ? this.desk.model.columns.frozenWidth : 0, geometry.width);
    const dy = step(this.last.y, geometry.bodyTop, geometry.height);
    if (dx === 0 && dy === 0) return;
    this.scrollFrame = requestAnimationFrame(() => {
      this.scrollFrame = 0;
      if (!this.drag) return;
      this.desk.stage.scrollTo(geometry.scrollLeft + dx, geometry.scrollTop + dy);
      this.drag.move(this.last);
      this.scrollOutside();
    });
  }

  private hover(point: Point): void {
    const { stage, model } = this.desk;
    const spot = stage.geometry.spot(point.x, point.y);
    const cursor = this.cursorAt(point, spot);
    if (stage.element.style.cursor !== cursor) stage.element.style.cursor = cursor;
    const cell = spot.row >= 0 ? model.cell(spot.row, spot.column) : undefined;
    const told = spot.zone === "header" ? this.fencesAt(spot.column) : cell ? this.titleOf(cell) : "";
    if (stage.element.title !== told) stage.element.title = told;
  }

  /** Why a value was refused; else what the cell may have no room for. */
  private titleOf({ row, column }: Cell): string {
    const { marks, columns } = this.desk.model;
    const mark = marks.get(row.id, column.id);
    if (mark?.state === "error") return mark.reason;
    const value = valueOf(row, column);
    const text = display(column, row, value);
    const isCut = text.length * 8 > columns.width(columns.index(column.id)) || column.look?.(row, value)?.brief !== undefined;
    return isCut ? text : "";
  }

  /** A fence's label stands before its line, or behind it on the next column. */
  private fencesAt(column: number): string {
    const fences = [column - 1, column, column + 1].flatMap((near) => this.desk.model.columns.at(near)?.fences ?? []);
    return fences.map(({ title }) => title ?? "").filter(Boolean).join("\n");
  }

  private cursorAt(point: Point, spot: Spot): string {
    if (spot.zone === "header") return this.desk.stage.geometry.edgeAt(point.x) >= 0 ? "col-resize" : "pointer";
    if (this.onHandle(point)) return "crosshair";
    return spot.row >= 0 && (this.onTwisty(point, spot) || this.opens(spot)) ? "pointer" : "default";
  }

  private opens(spot: Spot): boolean {
    const cell = this.desk.model.cell(spot.row, spot.column);
    if (!cell) return false;
    const kind = kindOf(cell.column, cell.row);
    return (kind === "link" || kind === "heat") && valueOf(cell.row, cell.column) !== null;
  }

  private onTwisty(point: Point, spot: Spot): boolean {
    const column = this.desk.model.columns.at(spot.column);
    const row = this.desk.model.rows.at(spot.row);
    if (!column?.tree || !row?.children?.length) return false;
    const end = TWISTY_END_PX + INDENT_PX * this.desk.model.rows.ancestors(row.id).length;
    return point.x - this.desk.stage.geometry.columnLeft(spot.column) < end;
  }

  private onHandle(point: Point): boolean {
    const { model, stage } = this.desk;
    const range = model.selection.range;
    const cell = model.activeCell();
    if (!range || !cell || model.canEdit(cell) !== true) return false;
    const box = stage.geometry.box({ row: range.bottom, column: range.right });
    return Math.abs(point.x - (box.x + box.width - 3)) <= HANDLE_REACH_PX && Math.abs(point.y - (box.y + box.height - 3)) <= HANDLE_REACH_PX;
  }

  private point(event: MouseEvent): Point {
    const box = this.desk.stage.element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }
}
