/** Dragging work from a cell of the heat map to another week of its work centre; `M`, arrows and Enter do the same. */

import { make } from "../master-schedule/dom";
import { t } from "../shell/i18n";
import { describeKeys, letterKeysAreOn } from "../shell/keys";
import { announce } from "../shell/toast";
import { placeAfter } from "./move-answer";
import { type Addresses, MoveDialog, type Week } from "./move-dialog";

const KEYS_OF_MOVING = new Set(["ArrowLeft", "ArrowRight", "Home", "End", "Enter", "Escape"]);
const FIRST_CELL = 1; // after the name of the work centre

interface Held { readonly row: HTMLTableRowElement; readonly place: number; target: number }

export class Moving {
  private held: Held | null = null;

  constructor(private readonly table: HTMLTableElement, private readonly addresses: Addresses) {
    table.addEventListener("dragstart", (event) => { this.lift(event); });
    table.addEventListener("dragover", (event) => { this.over(event); });
    table.addEventListener("drop", (event) => { this.drop(event); });
    table.addEventListener("dragend", () => { this.letGo(); });
    table.addEventListener("keydown", (event) => { this.key(event); });
    table.addEventListener("focusout", (event) => { if (this.held && !table.contains(event.relatedTarget as Node | null)) this.letGo(); });
    describeKeys({ keys: "M", does: t("Move work of the cell: arrows to a week, Enter; Escape leaves it") });
  }

  /** Open the dialog for a week of a work centre, as a button does. */
  openFor(center: string, first: string): void {
    const row = [...this.table.tBodies[0]?.rows ?? []].find((one) => one.dataset["center"] === center);
    const place = this.weeks(row).findIndex((week) => week.first === first);
    if (row && place >= 0) this.open(row, place, place + 1 < this.weeks(row).length ? place + 1 : place - 1);
  }

  private lift(event: DragEvent): void {
    const found = this.cellOf(event.target);
    if (!found) return;
    this.held = { ...found, target: found.place };
    event.dataTransfer?.setData("text/plain", found.row.dataset["center"] ?? "");
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
  }

  private over(event: DragEvent): void {
    const found = this.cellOf(event.target);
    if (!this.held || !found || found.row !== this.held.row) return;
    event.preventDefault(); // it may be dropped here
    this.aim(found.place);
  }

  private drop(event: DragEvent): void {
    const { held } = this;
    if (!held || this.cellOf(event.target)?.row !== held.row) return;
    event.preventDefault();
    this.letGo();
    if (held.target !== held.place) this.open(held.row, held.place, held.target);
  }

  private key(event: KeyboardEvent): void {
    const found = this.cellOf(event.target);
    if (!found || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.held) {
      if (!KEYS_OF_MOVING.has(event.key)) return;
      this.go(event, this.held);
    } else {
      if (event.key.toLowerCase() !== "m" || !letterKeysAreOn()) return;
      this.held = { ...found, target: found.place };
      this.aim(found.place);
      announce(t("Choose a week with the arrow keys, then press Enter."));
    }
    event.preventDefault();
  }

  private go(event: KeyboardEvent, { row, place, target }: Held): void {
    if (event.key === "Escape" || event.key === "Enter") {
      this.letGo();
      if (event.key === "Enter" && target !== place) this.open(row, place, target);
      else this.linkAt(row, place)?.focus();
      return;
    }
    const to = placeAfter(event.key, target, this.weeks(row).map((_week, at) => this.linkAt(row, at) !== null));
    this.aim(to);
    this.linkAt(row, to)?.focus();
  }

  private open(row: HTMLTableRowElement, place: number, target: number): void {
    const weeks = this.weeks(row), from = weeks[place], to = weeks[target];
    if (!from || !to) return;
    new MoveDialog(this.addresses, row.dataset["center"] ?? "", from, weeks, to.first).open(() => { this.linkAt(row, place)?.focus(); });
  }

  private aim(place: number): void {
    if (!this.held) return;
    this.held.target = place;
    for (const cell of this.table.querySelectorAll(".is-target")) cell.classList.remove("is-target");
    this.held.row.cells[place + FIRST_CELL]?.classList.add("is-target");
  }

  private letGo(): void {
    this.held = null;
    for (const cell of this.table.querySelectorAll(".is-target")) cell.classList.remove("is-target");
  }

  private cellOf(target: EventTarget | null): { row: HTMLTableRowElement; place: number } | null {
    const cell = target instanceof Element ? target.closest("td") : null;
    const row = cell?.parentElement;
    return cell && row instanceof HTMLTableRowElement ? { row, place: cell.cellIndex - FIRST_CELL } : null;
  }

  private linkAt(row: HTMLTableRowElement, place: number): HTMLAnchorElement | null {
    return row.cells[place + FIRST_CELL]?.querySelector("a") ?? null;
  }

  private weeks(row: HTMLTableRowElement | undefined): Week[] {
    const heads = [...this.table.tHead?.rows[0]?.cells ?? []].slice(FIRST_CELL);
    return heads.map((head, place) => {
      const percent = (row && this.linkAt(row, place)?.firstChild?.textContent) ?? "";
      const free = row?.cells[place + FIRST_CELL]?.dataset["free"] ?? "0";
      return { first: head.dataset["first"] ?? "", label: head.textContent.trim(), load: percent && t("{percent} %, {hours} h free", { percent, hours: free }) };
    });
  }
}

/** Start moving where the page lets the person: the heat map says where to ask. */
export function startMoving(): void {
  const table = document.querySelector<HTMLTableElement>(".heat-map[data-move]");
  if (!table) return;
  const { move = "", draft = "", schedule = "" } = table.dataset;
  const moving = new Moving(table, { move, draft, schedule });
  const place = document.querySelector<HTMLElement>("#move-work");
  if (!place) return;
  const button = make("button", "button", t("Move work to another week…"));
  button.type = "button";
  button.addEventListener("click", () => { moving.openFor(place.dataset["center"] ?? "", place.dataset["week"] ?? ""); });
  place.append(button);
}
