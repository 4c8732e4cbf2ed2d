/** What is in sight on the canvas, as real rows and cells for screen readers and tests. Elements are reused. */

import { make } from "../../master-schedule/dom";
import type { Placed, Row } from "../model/layout";
import { rowTitle, spoken } from "../words";
import { HEADER_PX, type Scene } from "../view/scene";

const ACTIVE_ID = "gantt-active";
/** More in one row say nothing to anybody: the way to them is the arrow key. */
const CELLS_SHOWN = 60;

export class Mirror {
  private readonly box = make("div", "unseen");
  private readonly rows: HTMLElement[] = [];

  constructor(private readonly scroller: HTMLElement, place: HTMLElement, label: string) {
    scroller.setAttribute("role", "grid");
    scroller.setAttribute("aria-label", label);
    scroller.setAttribute("aria-multiselectable", "true");
    this.box.setAttribute("role", "presentation");
    place.append(this.box);
  }

  setBusy(isBusy: boolean): void {
    set(this.scroller, "aria-busy", isBusy ? "true" : null);
  }

  sync(scene: Scene, left: number): void {
    const { scroller } = this;
    set(scroller, "aria-rowcount", String(scene.layout.rows.length));
    const [from, to] = [scroller.scrollLeft, scroller.scrollLeft + scroller.clientWidth - left];
    const active = scene.active === null ? undefined : scene.layout.placed.get(scene.active);
    const rows = scene.layout.rows.filter((row) => row === active?.row || isInSight(row, scroller));
    rows.forEach((row, at) => {
      const inSight = row.bars.filter(({ x, width }) => x < to && x + width > from).slice(0, CELLS_SHOWN);
      const bars = active?.row === row && !inSight.includes(active.place) ? [...inSight, active.place] : inSight;
      this.syncRow(this.rowElement(at), scene, row, bars);
    });
    for (const left of this.rows.splice(rows.length)) left.remove();
    set(scroller, "aria-activedescendant", active ? ACTIVE_ID : null);
  }

  private rowElement(at: number): HTMLElement {
    let row = this.rows[at];
    if (!row) {
      row = make("div");
      row.setAttribute("role", "row");
      this.rows.push(row);
      this.box.append(row);
    }
    return row;
  }

  private syncRow(target: HTMLElement, scene: Scene, row: Row, bars: readonly Placed[]): void {
    set(target, "aria-rowindex", String(scene.layout.rows.indexOf(row) + 1));
    while (target.childElementCount > bars.length + 1) target.lastElementChild?.remove();
    while (target.childElementCount < bars.length + 1) target.append(make("span"));
    const [head, ...cells] = [...target.children];
    if (!head) return;
    set(head, "role", "rowheader");
    write(head, rowTitle(scene.plan, row.center).filter(Boolean).join(" "));
    cells.forEach((cell, at) => {
      const bar = bars[at]?.bar;
      if (!bar) return;
      set(cell, "role", "gridcell");
      set(cell, "id", bar.id === scene.active ? ACTIVE_ID : null);
      set(cell, "aria-selected", String(scene.selected.has(bar.id)));
      write(cell, spoken(scene.plan, bar));
    });
  }
}

function isInSight(row: Row, { scrollTop, clientHeight }: HTMLElement): boolean {
  return row.top + row.height > scrollTop && row.top < scrollTop + clientHeight - HEADER_PX;
}

function set(target: Element, name: string, value: string | null): void {
  if (value === null) target.removeAttribute(name);
  else if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}

function write(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
