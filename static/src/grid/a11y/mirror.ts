import type { GridModel } from "../model/model";
import { kindOf } from "../model/columns";
import { valueOf } from "../model/edits";
import { display } from "../model/format";
import type { CellLook, Translate } from "../types";
import { contains } from "../model/selection";
import { type CellPaint, refusedText } from "../view/cells";
import type { Geometry } from "../view/geometry";
import { element } from "../view/stage";

let grids = 0;

/** What is visible on the canvas, as real rows and cells for screen readers and tests. Elements are reused. */
export class Mirror {
  readonly root = element("div", "lg-hidden");
  readonly id: string;
  private readonly header = part("row");
  private readonly rows: HTMLElement[] = [];
  private activeId: string | null = null;

  constructor(host: HTMLElement, label: string, private readonly model: GridModel, private readonly geometry: Geometry) {
    grids += 1;
    this.id = `lg-${grids}`;
    this.root.id = this.id;
    this.root.setAttribute("role", "grid");
    this.root.setAttribute("aria-label", label);
    this.root.setAttribute("aria-multiselectable", "true");
    this.root.append(this.header);
    host.append(this.root);
  }

  /** Id of the active cell's element, null when it is not among the visible ones. */
  get activeDescendant(): string | null {
    return this.activeId;
  }

  sync(): void {
    const { model, geometry } = this;
    set(this.root, "aria-rowcount", String(model.rows.count + 1));
    set(this.root, "aria-colcount", String(model.columns.count));
    set(this.root, "aria-busy", model.loading ? "true" : null);
    const columns = [...span([0, model.columns.frozenCount]), ...span(geometry.visibleColumns())];
    this.syncHeader(columns);
    const rows = [...span([0, model.rows.pinnedCount]), ...span(geometry.visibleRows())];
    this.activeId = null;
    rows.forEach((row, at) => this.syncRow(this.rowElement(at), row, columns));
    for (const left of this.rows.splice(rows.length)) left.remove();
  }

  private syncHeader(columns: readonly number[]): void {
    const { model } = this;
    set(this.header, "aria-rowindex", "1");
    fillCells(this.header, columns.length, "columnheader");
    columns.forEach((index, at) => {
      const column = model.columns.at(index);
      const cell = this.header.children[at];
      if (!column || !cell) return;
      set(cell, "aria-colindex", String(index + 1));
      set(cell, "aria-sort", model.sort?.field === column.id ? (model.sort.descending ? "descending" : "ascending") : null);
      write(cell, [column.title, column.subtitle, column.group].filter((text) => text !== undefined).join(" ") || column.id);
    });
  }

  private rowElement(at: number): HTMLElement {
    let row = this.rows[at];
    if (!row) {
      row = part("row");
      this.rows.push(row);
      this.root.append(row);
    }
    return row;
  }

  private syncRow(target: HTMLElement, position: number, columns: readonly number[]): void {
    const row = this.model.rows.at(position);
    if (!row) return;
    set(target, "aria-rowindex", String(position + 2));
    fillCells(target, columns.length, "gridcell");
    columns.forEach((index, at) => {
      const column = this.model.columns.at(index);
      const cell = target.children[at];
      if (!column || !cell) return;
      this.syncCell(cell, { position, index, at, row, column, value: valueOf(row, column), mark: this.model.marks.get(row.id, column.id) });
    });
  }

  private syncCell(target: Element, cell: MirroredCell): void {
    const { position, index, column, row, value, mark } = cell;
    const look = column.look?.(row, value);
    set(target, "aria-colindex", String(index + 1));
    write(target, refusedText(mark) ?? look?.text ?? display(column, row, value));
    set(target, "data-value", rawValue(cell));
    set(target, "aria-readonly", this.model.canEdit({ row, column }) === true ? null : "true");
    const folds = column.tree && (row.children?.length ?? 0) > 0;
    set(target, "aria-expanded", folds ? String(this.model.rows.isOpen(row.id)) : null);
    set(target, "aria-invalid", isWrong(mark) ? "true" : null);
    set(target, "aria-description", this.describe(mark, look, this.model.remarks.of(row, column)));
    this.syncSelection(target, position, index);
  }

  private syncSelection(target: Element, position: number, index: number): void {
    const { range, active } = this.model.selection;
    set(target, "aria-selected", range && contains(range, position, index) ? "true" : "false");
    const isActive = active?.row === position && active.column === index;
    if (isActive) this.activeId = `${this.id}-active`;
    set(target, "id", isActive ? this.activeId : null);
  }

  private describe(mark: CellPaint["mark"], look: CellLook | undefined, remark: string): string | null {
    const { t } = this.model.rules;
    if (mark?.state === "error") return mark.reason;
    if (mark?.state === "conflict") return mark.said ?? t("Changed by someone else to {value}.", { value: String(mark.theirs ?? "") });
    const words = [...said(look, t), remark, mark?.state === "edited" ? t("edited") : "", mark?.state === "saving" ? t("saving") : ""];
    return words.filter((word) => word !== "").join(", ") || null;
  }
}

/** A heat cell is painted as a rounded share: whoever measures what a frame shows reads here what was rounded. */
function rawValue({ column, row, value }: MirroredCell): string | null {
  return typeof value === "number" && kindOf(column, row) === "heat" ? String(value) : null;
}

/** What only waits for approval is no mistake. */
function isWrong(mark: CellPaint["mark"]): boolean {
  return mark?.state === "error" && !mark.waits;
}

function said(look: CellLook | undefined, t: Translate): string[] {
  return look ? [look.notch ? t("shortage") : "", look.said ?? ""] : [];
}

type MirroredCell = Pick<CellPaint, "row" | "column" | "value" | "mark"> & { position: number; index: number; at: number };

function part(role: string): HTMLElement {
  const made = document.createElement("div");
  made.setAttribute("role", role);
  return made;
}

function fillCells(row: HTMLElement, count: number, role: string): void {
  while (row.children.length > count) row.lastElementChild?.remove();
  while (row.children.length < count) row.append(part(role));
}

function* span([first, end]: readonly [number, number]): Iterable<number> {
  for (let index = first; index < end; index += 1) yield index;
}

function set(target: Element, name: string, value: string | null): void {
  if (target.getAttribute(name) === value) return;
  if (value === null) target.removeAttribute(name);
  else target.setAttribute(name, value);
}

function write(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
