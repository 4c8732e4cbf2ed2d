/** The keys that mean something else on the master schedule than on other grids. */

import type { CellRef, Grid } from "../grid";
import type { Span } from "./axis";
import type { BoardEvents } from "./board-events";
import type { Edited } from "./draft/edits";
import type { Item } from "./plan";

const ARROWS: ReadonlySet<string> = new Set(["ArrowLeft", "ArrowRight"]);
const CLEARS: ReadonlySet<string> = new Set(["Delete", "Backspace"]);

export interface TypedPlace {
  readonly item: Item;
  readonly measure: Edited;
  readonly span: Span;
}

export interface KeyedBoard {
  /** What is typed into a cell; null where nothing is. */
  typedAt(cell: CellRef): TypedPlace | null;
  /** True, or why nothing can be typed there; false where that is the page's to say. */
  editable(cell: CellRef): boolean | string;
  /** Why a number of the axis that is never typed can't be; false where nobody types. */
  untyped(cell: CellRef): string | false;
  /** A heat cell of a work centre. */
  isLoad(cell: CellRef): boolean;
  columns(): readonly Span[];
  /** Nobody works then. */
  isClosed(span: Span): boolean;
}

export class BoardKeys {
  constructor(private readonly grid: Grid, private readonly events: BoardEvents, private readonly board: KeyedBoard) {}

  /** Whether the key is done with, or why it is refused. */
  pressed(event: KeyboardEvent, active: CellRef | null): boolean | string {
    if (this.takesBack(event)) return true;
    if (event.altKey && !event.shiftKey && ARROWS.has(event.key)) return this.moveActive(active, event.key === "ArrowLeft" ? -1 : 1);
    if (active && isPlain(event) && this.isAsked(event.key, active)) return true;
    return active && isOfNumber(event) ? this.figure(event, active) : this.events.key(event);
  }

  private takesBack(event: KeyboardEvent): boolean {
    const letter = event.ctrlKey || event.metaKey ? event.key.toLowerCase() : "";
    if (letter === "y" || (letter === "z" && event.shiftKey)) this.events.redo();
    else if (letter === "z") this.events.undo();
    else return false;
    return true;
  }

  /** Enter on a heat cell, which leads to its details, or on one that the fence locks, and clearing one whose quantity somebody has fixed, are the page's to answer. */
  private isAsked(key: string, active: CellRef): boolean {
    if (key === "Enter" && this.board.isLoad(active)) {
      this.events.open(false);
      return true;
    }
    const found = key === "Enter" || CLEARS.has(key) ? this.board.typedAt(active) : null;
    if (found?.measure !== "mps") return false;
    if (key === "Enter") return this.events.unlock(found.item, found.span);
    const { fields, rowIds } = this.grid.selection();
    return fields.length * rowIds.length === 1 && this.events.release(found.item, found.span);
  }

  /** On the axis it is a number: where none is typed it is refused. Elsewhere it may choose the time scale. */
  private figure(event: KeyboardEvent, active: CellRef): boolean | string {
    if (this.board.editable(active) !== false) return false; // the grid takes it, or says why not
    return this.board.untyped(active) || this.events.key(event);
  }

  private moveActive(active: CellRef | null, by: -1 | 1): boolean {
    const found = active && this.board.typedAt(active);
    const to = found && this.nextOpen(found.span, by);
    if (!active || !found || !to) return found !== null;
    if (this.events.move(found.item, found.measure, found.span, to)) this.grid.focusCell(active.rowId, to.id);
    return true;
  }

  /** The nearest column on one side in which somebody works. */
  private nextOpen(span: Span, by: -1 | 1): Span | undefined {
    const columns = this.board.columns();
    const here = columns.indexOf(span);
    const beyond = by > 0 ? columns.slice(here + 1) : columns.slice(0, here).reverse();
    return beyond.find((one) => !this.board.isClosed(one));
  }
}

/** What a number or a change of one begins with. */
function isOfNumber(event: KeyboardEvent): boolean {
  return /^[\d*+-]$/.test(event.key) && !event.altKey;
}

function isPlain({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return !altKey && !ctrlKey && !metaKey && !shiftKey;
}
