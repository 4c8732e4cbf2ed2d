import type { GridModel } from "../model/model";
import { contains, isSingle, type Range } from "../model/selection";
import { valueOf } from "../model/edits";
import { paintCell } from "./cells";
import type { Geometry } from "./geometry";
import { paintHeaders } from "./header";
import type { Pen } from "./pen";

export const INDENT_PX = 14;
export const TWISTY_PX = 16;
const HANDLE_PX = 7;
const FENCE_PX = 2;

export interface Overlay {
  /** Range that the fill handle is being dragged to. */
  readonly fillRange: Range | null;
  /** The grid holds the keyboard focus. */
  readonly focused: boolean;
  /** A cell that is being typed into draws no value under the editor. */
  readonly editing: boolean;
}

interface Region {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Draws one frame: four regions (pinned and body, frozen and scrolling), then the header over them. */
export class Painter {
  private lastLeft = -1;

  constructor(
    private readonly pen: Pen,
    private readonly model: GridModel,
    private readonly geometry: Geometry,
  ) {}

  /** `scrolled`: nothing but the offset has changed, so that a vertical scroll leaves header and pinned rows as they are. */
  paint(overlay: Overlay, scrolled: boolean): void {
    const { pen, geometry, model } = this;
    const onlyBody = scrolled && geometry.scrollLeft === this.lastLeft && geometry.pinnedStay;
    const top = onlyBody ? geometry.bodyTop : 0;
    this.lastLeft = geometry.scrollLeft;
    pen.context.textBaseline = "alphabetic";
    pen.rect(pen.theme.surface, 0, top, geometry.width, geometry.height - top);
    for (const region of this.regions(onlyBody)) this.paintRegion(region, overlay);
    if (model.loading) this.paintBars();
    if (!onlyBody) this.paintHeader();
    this.paintEdges(top);
  }

  private regions(onlyBody: boolean): Region[] {
    const { geometry, model } = this;
    const { frozenCount, frozenWidth } = model.columns;
    const body = { y: geometry.bodyTop, height: geometry.height - geometry.bodyTop, rows: geometry.visibleRows() };
    const pinned = { y: geometry.headerHeight, height: geometry.bodyTop - geometry.headerHeight, rows: [0, model.rows.pinnedCount] as const };
    const scrolling = { x: frozenWidth, width: geometry.width - frozenWidth, columns: geometry.visibleColumns() };
    const frozen = { x: 0, width: Math.min(frozenWidth, geometry.width), columns: [0, frozenCount] as const };
    const inBody = [{ ...body, ...scrolling }, { ...body, ...frozen }];
    return onlyBody ? inBody : [...inBody, { ...pinned, ...scrolling }, { ...pinned, ...frozen }];
  }

  private paintRegion(region: Region, overlay: Overlay): void {
    if (region.width <= 0 || region.height <= 0) return;
    const { context } = this.pen;
    context.save();
    context.beginPath();
    context.rect(region.x, region.y, region.width, region.height);
    context.clip();
    this.paintGround(region);
    if (!this.model.loading) {
      for (let index = region.columns[0]; index < region.columns[1]; index += 1) this.paintColumn(region, index, overlay);
    }
    this.paintFences(region);
    this.paintSelection(region, overlay);
    context.restore();
    this.pen.forget();
  }

  private paintGround(region: Region): void {
    const { pen, geometry, model } = this;
    const { theme } = pen;
    const body = region.rows[0] >= model.rows.pinnedCount;
    for (let row = region.rows[0]; row < region.rows[1]; row += 1) {
      const found = model.rows.at(row);
      if (found && !found.children?.length && model.rows.parent(found.id)) pen.rect(theme.surface2, region.x, geometry.rowTop(row), region.width, geometry.rowHeight);
    }
    if (!body) return;
    const height = Math.max(0, geometry.rowTop(region.rows[1]) - region.y);
    for (let index = region.columns[0]; index < region.columns[1]; index += 1) {
      this.paintColumnGround(index, region.y, height);
    }
    for (let row = region.rows[0]; row < region.rows[1]; row += 1) {
      pen.rule(theme.line2, region.x, geometry.rowTop(row) + geometry.rowHeight, region.width);
    }
  }

  private paintColumnGround(index: number, top: number, height: number): void {
    const { pen, geometry, model } = this;
    const { shaded = 0, closed } = model.columns.at(index) ?? {};
    if (shaded === 0 && !closed) return;
    const [left, width] = [geometry.columnLeft(index), model.columns.width(index) * (closed ? 1 : shaded)];
    pen.rect(pen.theme.sunken, left, top, width, height);
    if (closed) pen.hatch(left, top, width, height, pen.theme.line);
    pen.upright(pen.theme.line2, left + width, top, height);
  }

  private paintColumn(region: Region, index: number, overlay: Overlay): void {
    const { pen, geometry, model } = this;
    const column = model.columns.at(index);
    if (!column) return;
    const x = geometry.columnLeft(index);
    const width = model.columns.width(index);
    const active = overlay.editing && model.selection.active?.column === index ? model.selection.active.row : -1;
    for (let position = region.rows[0]; position < region.rows[1]; position += 1) {
      const row = model.rows.at(position);
      if (!row || position === active) continue;
      const box = { x, y: geometry.rowTop(position), width, height: geometry.heightOf(position) };
      const indent = column.tree ? this.paintTwisty(position, box.x, box.y + box.height / 2) : 0;
      paintCell(pen, { column, row, value: valueOf(row, column), mark: model.marks.get(row.id, column.id), hasRemark: model.remarks.of(row, column) !== "", box, indent });
    }
  }

  private paintTwisty(position: number, x: number, middle: number): number {
    const { pen, model } = this;
    const row = model.rows.at(position);
    if (!row || position < model.rows.pinnedCount) return 4;
    const depth = model.rows.ancestors(row.id).length;
    if (row.children?.length) pen.chevron(pen.theme.ink2, x + INDENT_PX * (1 + depth), middle, model.rows.isOpen(row.id));
    return TWISTY_PX + INDENT_PX * depth;
  }

  private paintFences(region: Region): void {
    const { pen, geometry, model } = this;
    if (region.rows[0] < model.rows.pinnedCount) return;
    const bottom = geometry.rowTop(region.rows[1]);
    const taken = new Set<number>();
    for (let index = region.columns[0]; index < region.columns[1]; index += 1) {
      for (const fence of model.columns.at(index)?.fences ?? []) {
        const gap = geometry.fenceX(index, fence);
        const x = taken.has(gap) ? gap + FENCE_PX + 1 : gap;
        taken.add(gap);
        if (fence.line === "solid") pen.upright(pen.theme.ink2, x, region.y, bottom - region.y, FENCE_PX);
        else this.paintDashes(region, x);
      }
    }
  }

  /** Tied to the rows, so that they do not crawl while scrolling. */
  private paintDashes({ rows: [first, end] }: Region, x: number): void {
    const { pen, geometry } = this;
    for (let row = first; row < end; row += 1) {
      const top = geometry.rowTop(row);
      pen.upright(pen.theme.ink2, x, top + 2, geometry.rowHeight / 3, FENCE_PX);
      pen.upright(pen.theme.ink2, x, top + geometry.rowHeight / 2 + 2, geometry.rowHeight / 3, FENCE_PX);
    }
  }

  private paintSelection(region: Region, overlay: Overlay): void {
    const { pen, model, geometry } = this;
    const { range, active } = model.selection;
    if (model.loading || !range || !active || !this.touches(region, range)) return;
    const { theme, context } = pen;
    const strong = overlay.focused ? theme.accent : theme.ink3;
    if (!isSingle(range)) {
      const area = this.areaOf(range);
      context.globalAlpha = 0.12;
      pen.rect(theme.accent, area.x, area.y, area.width, area.height);
      context.globalAlpha = 1;
      pen.frame(strong, area.x, area.y, area.width, area.height, 1);
    }
    if (contains(range, active.row, active.column)) {
      const box = geometry.box(active);
      pen.frame(strong, box.x, box.y, box.width, box.height - pen.hairline, 2);
    }
    if (overlay.fillRange) {
      const area = this.areaOf(overlay.fillRange);
      pen.frame(theme.accent, area.x, area.y, area.width, area.height, 1.5);
    }
    this.paintHandle(range);
  }

  private paintHandle(range: Range): void {
    const { pen, model } = this;
    const cell = model.activeCell();
    if (model.loading || !cell || model.canEdit(cell) !== true) return;
    const area = this.areaOf(range);
    const [x, y] = [area.x + area.width - HANDLE_PX + 1, area.y + area.height - HANDLE_PX];
    pen.rect(pen.theme.surface, x - 1, y - 1, HANDLE_PX + 1, HANDLE_PX + 1);
    pen.rect(pen.theme.accent, x, y, HANDLE_PX - 1, HANDLE_PX - 1);
  }

  private touches(region: Region, range: Range): boolean {
    return (
      range.bottom >= region.rows[0] && range.top < region.rows[1] &&
      range.right >= region.columns[0] && range.left < region.columns[1]
    );
  }

  private areaOf(range: Range): { x: number; y: number; width: number; height: number } {
    const start = this.geometry.box({ row: range.top, column: range.left });
    const end = this.geometry.box({ row: range.bottom, column: range.right });
    return { x: start.x, y: start.y, width: end.x + end.width - start.x, height: end.y + end.height - start.y };
  }

  private paintHeader(): void {
    const { pen, geometry, model } = this;
    const { context, theme } = pen;
    const { frozenCount, frozenWidth } = model.columns;
    const [first, end] = geometry.visibleColumns();
    pen.rect(theme.surface2, 0, 0, geometry.width, geometry.headerHeight);
    context.save();
    context.beginPath();
    context.rect(frozenWidth, 0, Math.max(0, geometry.width - frozenWidth), geometry.headerHeight);
    context.clip();
    paintHeaders(pen, model, geometry, first, end);
    context.restore();
    pen.forget();
    pen.rect(theme.surface2, 0, 0, frozenWidth, geometry.headerHeight);
    paintHeaders(pen, model, geometry, 0, frozenCount);
    pen.rule(theme.line, 0, geometry.headerHeight, geometry.width);
    if (model.rows.pinnedCount > 0 && geometry.bodyTop > geometry.headerHeight) pen.rule(theme.line, 0, geometry.bodyTop, geometry.width);
  }

  /** The frozen edge throws a shadow once something has slid under it. */
  private paintEdges(top: number): void {
    const { pen, geometry, model } = this;
    const { frozenWidth } = model.columns;
    if (frozenWidth === 0) return;
    pen.upright(pen.theme.line, frozenWidth, top, Math.min(geometry.height, geometry.contentHeight - geometry.scrollTop) - top);
    if (geometry.scrollLeft <= 0) return;
    [0.07, 0.045, 0.02].forEach((alpha, step) => {
      pen.context.globalAlpha = alpha;
      pen.rect(pen.theme.ink, frozenWidth + step * 2, top, 2, geometry.height - top);
    });
    pen.context.globalAlpha = 1;
  }

  private paintBars(): void {
    const { pen, geometry, model } = this;
    for (let y = geometry.bodyTop, line = 0; y < geometry.height; y += geometry.rowHeight, line += 1) {
      pen.rule(pen.theme.line2, 0, y + geometry.rowHeight, geometry.width);
      model.columns.all.forEach((_column, index) => {
        const share = 0.4 + ((line * 7 + index * 3) % 5) * 0.1;
        const width = (model.columns.width(index) - 16) * share;
        pen.rounded(pen.theme.sunken, geometry.columnLeft(index) + 8, y + geometry.rowHeight / 2 - 5, width, 10, 3);
      });
    }
  }
}
