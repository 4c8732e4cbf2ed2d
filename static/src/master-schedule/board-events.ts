/** What the board tells the page, and what it asks of the draft. */

import type { CellRef, SelectEvent } from "../grid";
import type { Span } from "./axis";
import type { CellWish, Edited } from "./draft/edits";
import type { Item } from "./plan";

export interface BoardEvents {
  select(item: Item, span: Span): void;
  /** A heat cell: the work centre's place in the plan. */
  selectLoad(place: number, span: Span): void;
  /** A family's row, whose numbers are sums: no cell's details are to stand beside it. */
  selectFamily(): void;
  /** Enter or a double click; on a heat cell a click is enough. */
  open(isHeat: boolean): void;
  statistics(selected: SelectEvent): void;
  key(event: KeyboardEvent): boolean;
  /** The person typed, pasted, filled or cleared; the numbers follow through `patch`. */
  edit(typed: readonly TypedCell[], rejected: number): void;
  /** Alt and an arrow: the quantity of the active cell goes one column on. */
  move(item: Item, measure: Edited, from: Span, to: Span): boolean;
  /** Enter on a cell of the MPS; true where the page asks why it is to be unlocked. */
  unlock(item: Item, span: Span): boolean;
  /** One cell of the MPS is cleared; true where its quantity goes back to the engine. */
  release(item: Item, span: Span): boolean;
  /** The rows that are open now, families and items. */
  expanded(rowIds: readonly string[]): void;
  undo(): void;
  redo(): void;
}

/** What a cell says of the draft. */
export interface DraftCells {
  editable(item: Item, measure: Edited, span: Span): boolean | string;
  quantity(item: Item, measure: Edited, span: Span): number;
  edited(item: Item, measure: Edited, span: Span): boolean;
  estimated(place: number, span: Span): boolean;
  /** What somebody has decided about the MPS of a cell; empty: nothing. */
  decided(item: Item, span: Span): Decision;
  /** Why nothing can be typed into a number that follows from others; false where nobody types. */
  ofReckoned(): string | false;
  /** Why nothing can be typed into a family's row; false where nobody types. */
  ofFamily(): string | false;
}

/** Published and fixed; given back to the engine by the draft; unlocked by the draft inside the fence. */
export type Decision = "" | "fixed" | "released" | "unlocked";

export interface TypedCell extends CellWish {
  readonly cell: CellRef;
  /** By Del: nothing was typed. */
  readonly isCleared: boolean;
}
