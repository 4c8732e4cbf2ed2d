/** The grid's vocabulary: what a page hands in, what it hears, what it may ask for. No DOM code here. */

import type { Fence } from "./fence";
export type RowId = string | number;
/** A date travels as ISO `2026-03-16`, a number as a number, an empty cell as null. */
export type CellValue = string | number | boolean | null;
export type CellKind = "text" | "number" | "date" | "status" | "heat" | "link" | "week";
export type Tone = "ok" | "warn" | "bad" | "accent" | "muted" | "ink";
/** Colour never speaks alone: each status has a shape (● ▲ ■ ◆) and a word. */
export type Shape = "circle" | "triangle" | "square" | "diamond";
export type Align = "left" | "right" | "center";
export type RowHeight = 24 | 28 | 36;

export interface GridRow {
  readonly id: RowId;
  /** By column id. The grid owns this record once the row is handed over: edits are written into it. */
  readonly cells: Record<string, CellValue>;
  /** A family's items, an item's measures. */
  readonly children?: readonly GridRow[];
  /** Draws every column that is not frozen as this kind: a heat row on the axis of number columns. */
  readonly kind?: CellKind;
  /** Ink of the whole row; a cell's own look wins. */
  readonly tone?: Tone;
  readonly bold?: boolean;
  /** False makes the row read-only, true or absent leaves it to the column. */
  readonly editable?: boolean;
}

/** How one cell looks, asked at drawing time: must be quick and must not allocate more than it returns. */
export interface CellLook {
  /** Shown in place of the formatted value; `brief` where the words don't fit: under the pointer they stand in full. */
  readonly text?: string;
  readonly brief?: string;
  readonly kind?: CellKind;
  readonly tone?: Tone;
  readonly wash?: "ok" | "warn" | "bad" | "accent";
  readonly bold?: boolean;
  /** Triangle in the upper left corner: shortage. */
  readonly notch?: boolean;
  /** Value is being recomputed: dimmed by 40 %. */
  readonly stale?: boolean;
  /** Of a heat cell: more than it has by itself, and paid for. Drawn as full with a clock, never as an overload. */
  readonly overtime?: boolean;
  /** Said to a screen reader beside the text. */
  readonly said?: string;
  /** A sentence about a value that was taken all the same: said beside the cell, which has a corner of its own. */
  readonly remark?: string;
  /** 3 px bar at the right edge, beside the bar that the grid itself draws after an edit. */
  readonly edited?: boolean;
  /** A sign at the left edge: somebody has fixed the value. */
  readonly pin?: boolean;
}

export interface StatusLook {
  readonly label: string;
  readonly shape: Shape;
  readonly tone: "ok" | "warn" | "bad" | "accent";
  /** A pill has a wash behind it; plain is shape and word only. */
  readonly plain?: boolean;
}

/** `remark`: the value is taken, and something is to be said of it beside the cell: how an ambiguous text was understood. */
export type Parsed = { readonly ok: true; readonly value: CellValue; readonly remark?: string } | { readonly ok: false; readonly reason: string };

export interface ParseContext {
  readonly current: CellValue;
  readonly row: GridRow;
  /** ISO date that relative and year-less dates refer to. */
  readonly today: string;
  readonly t: Translate;
  /** Which comes first where day and month could be either; the month where it is not said. */
  readonly dateOrder?: "dmy" | "mdy";
}

export interface Column {
  readonly id: string;
  /** First header line (a week: `W12`). */
  readonly title: string;
  /** Second header line (its Monday: `16 Mar`). */
  readonly subtitle?: string;
  /** Line above both; neighbours with the same group share it (`Mar 2026`). */
  readonly group?: string;
  /** CSS pixels. */
  readonly width: number;
  /** Share of the room that is left over; columns without it stay as wide as they say. */
  readonly grow?: number;
  readonly kind?: CellKind;
  /** Frozen columns must come first. */
  readonly frozen?: boolean;
  readonly align?: Align;
  readonly tone?: Tone;
  readonly bold?: boolean;
  /** Holds the twisty and the indent of a tree row. */
  readonly tree?: boolean;
  readonly sortable?: boolean;
  /** A string is the reason why this one cell is read-only; it is shown and announced. */
  readonly editable?: boolean | ((row: GridRow) => boolean | string);
  readonly format?: (value: CellValue, row: GridRow) => string;
  /** Replaces the parser of the kind. A refusal's reason is shown next to the cell, so it must be translated. */
  readonly parse?: (text: string, context: ParseContext) => Parsed;
  readonly look?: (row: GridRow, value: CellValue) => CellLook | undefined;
  /** Status columns: value → look. */
  readonly statuses?: Readonly<Record<string, StatusLook>>;
  /** Number columns. `above` is itself too little. One with `min` or `above` ≥ 0 reads `-40` as "40 less", typed and pasted alike. */
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
  readonly integer?: boolean;
  /** False refuses an empty cell. */
  readonly nullable?: boolean;
  readonly fences?: readonly Fence[];
  /** Grey ground up to this share of the width: inside the frozen zone. Hatched for `closed`: days on which nothing happens. */
  readonly shaded?: number;
  readonly closed?: boolean;
}

export type Translate = (message: string, values?: Readonly<Record<string, string | number>>) => string;

export interface Change {
  readonly rowId: RowId;
  readonly field: string;
  /** What the person saw: where a cell was typed into, the value when the editor was opened. */
  readonly old: CellValue;
  readonly new: CellValue;
  /** How an ambiguous text was understood. */
  readonly remark?: string;
  /** The request by which the new value is only asked for: the cell has the old one. */
  readonly request?: number;
}

export interface Rejection {
  readonly rowId: RowId;
  readonly field: string;
  readonly text: string;
  readonly reason: string;
}

export type EditSource = "typed" | "pasted" | "filled" | "cleared" | "undo" | "redo";

/** One user step: the changes are already in the rows and form one undo step. */
export interface EditEvent {
  readonly source: EditSource;
  /** The step that was done, taken back or done again; null where nothing changed. */
  readonly step: number | null;
  readonly changes: readonly Change[];
  readonly rejected: readonly Rejection[];
  /** Of a step taken back: what it had only asked for (`new`) over what the cell says (`old`). */
  readonly asked?: readonly Change[];
}

export interface CellRef { readonly rowId: RowId; readonly field: string }

export interface Statistics {
  /** Filled cells of any kind. */
  readonly count: number;
  /** Null when no number is selected. */
  readonly sum: number | null;
  readonly average: number | null;
}

export interface SelectEvent {
  readonly active: CellRef | null;
  /** In the order shown. */
  readonly rowIds: readonly RowId[];
  readonly fields: readonly string[];
  readonly statistics: Statistics;
}

export type Mark =
  | { readonly state: "edited" }
  | { readonly state: "saving" }
  /**
   * `text` is what was typed; `waits`: not refused, only not decided yet; `step`, set by the grid: the step that brought
   * the value, where one did. Only who takes that step back has no use for the refusal. `link` leads to more.
   */
  | {
    readonly state: "error"; readonly reason: string; readonly text?: string; readonly waits?: boolean;
    readonly step?: number | null; readonly link?: NoteLink | undefined;
  }
  /** `said`: who wrote the other value, when and how, in a sentence; without it somebody did. */
  | { readonly state: "conflict"; readonly mine: CellValue; readonly theirs: CellValue; readonly said?: string };

export interface NoteLink {
  readonly label: string;
  readonly address: string;
}

/** The steps that can be taken back, and done again, oldest first: what a page keeps to hand in again after a reload. */
export interface StepsKept {
  readonly last: number;
  readonly done: readonly { readonly number: number; readonly changes: readonly Change[] }[];
  readonly undone: readonly { readonly number: number; readonly changes: readonly Change[] }[];
}

export interface GridEvents {
  /** A cell is about to be typed into: what the page knows of it now is what the person sees. */
  begin: CellRef;
  edit: EditEvent;
  select: SelectEvent;
  /** Enter or double click on a read-only cell, click on a link or a heat cell. */
  open: CellRef;
  /** A header was clicked. The page sorts (or asks the server) and calls setRows and setSort. */
  sort: { readonly field: string };
  expand: { readonly rowId: RowId; readonly open: boolean };
  resize: { readonly field: string; readonly width: number };
  /** Pasted lines that did not fit below the last row (or onto an empty grid): the page may make rows of them. */
  overflow: { readonly fields: readonly string[]; readonly lines: readonly (readonly string[])[] };
  /** The user chose between the two values of a conflict; the grid has put the chosen one into the row. */
  resolve: CellRef & { readonly keep: "mine" | "theirs" };
  /** First and last row shown, for pages that load on demand. */
  viewport: { readonly first: number; readonly last: number };
}

export interface GridOptions {
  /** Accessible name of the grid. */
  readonly label: string;
  readonly columns: readonly Column[];
  readonly rows?: readonly GridRow[];
  /** Rows under the header that do not scroll: heat rows. */
  readonly pinned?: readonly GridRow[];
  readonly rowHeight?: RowHeight;
  readonly emptyText?: string;
  /** ISO date; default the browser's day. */
  readonly today?: string;
  /** Which comes first where a text could be read both ways; default the month. */
  readonly dateOrder?: "dmy" | "mdy";
  readonly t?: Translate;
  /** Asked first for each key while no cell is being edited; true means the page has handled it, a text why it refuses it. */
  readonly onKey?: (event: KeyboardEvent, active: CellRef | null) => boolean | string;
}

export interface RowPatch {
  readonly id: RowId;
  readonly cells: Readonly<Record<string, CellValue>>;
}

/** What a page holds. Made by `createGrid`. */
export interface Grid {
  /** Replaces all rows; selection, scroll, expansion and marks stay with the row ids that are still there. */
  setRows(rows: readonly GridRow[]): void;
  /** Merges values by row id, without touching selection, scroll or a cell that is being typed into. */
  updateRows(patches: readonly RowPatch[]): void;
  setPinned(rows: readonly GridRow[]): void;
  /** Widths that were dragged stay, unless they are to be forgotten. */
  setColumns(columns: readonly Column[], forgetDragged?: boolean): void;
  setSort(sort: { readonly field: string; readonly descending: boolean } | null): void;
  setRowHeight(rowHeight: RowHeight): void;
  /** Grey bars in place of rows until setRows is called. */
  setLoading(loading: boolean): void;
  setReadOnly(readOnly: boolean): void;
  setEmptyText(text: string): void;
  /**
   * Null clears. `edited` is set by the grid itself after each edit. `quietly`: it is no news, so that nothing is read
   * aloud and no note comes up by itself.
   */
  markCell(rowId: RowId, field: string, mark: Mark | null, quietly?: boolean): void;
  markOf(rowId: RowId, field: string): Mark | undefined;
  clearMarks(state?: Mark["state"]): void;
  /** The cells that bear a refusal, in the order of the rows; `hidden`: those of other rows, too. */
  refusals(hidden?: boolean): CellRef[];
  /** The cells where the person must choose between two values, in the order of the rows. */
  conflicts(): CellRef[];
  focus(): void;
  /** Selects the cell, opens its parent where needed, scrolls it into view and takes the keyboard focus. */
  focusCell(rowId: RowId, field: string): void;
  scrollTo(rowId: RowId, field?: string): void;
  /** Undefined = every row that has children. */
  setExpanded(open: boolean, rowId?: RowId): void;
  expanded(): RowId[];
  active(): CellRef | null;
  selection(): SelectEvent;
  row(rowId: RowId): GridRow | undefined;
  /** What is to be said of a cell's value, though it was taken. */
  remark(cell: CellRef): string;
  isEditing(): boolean;
  /** Applies changes as if the user had typed them: one undo step, one edit event. Read-only cells are refused. */
  apply(changes: readonly (CellRef & { readonly value: CellValue })[]): void;
  /** Reads one text into this column of every selected row, as a paste of it there would: `+1w` moves each date. */
  writeSelected(field: string, text: string): void;
  /** What `writeSelected` would do, without doing it. */
  foresee(field: string, text: string): Pick<EditEvent, "changes" | "rejected">;
  /** Takes back the last step, or the one with that number; cells that later steps wrote over stay as they are. */
  undo(step?: number): boolean;
  redo(): boolean;
  /** How many steps can be taken back (one that was refused altogether, too), and how many done again. */
  steps(): { readonly undo: number; readonly redo: number };
  /** The steps themselves; handed back in, they are there again. */
  keptSteps(): StepsKept;
  restoreSteps(kept: StepsKept): void;
  /**
   * The server did not take what led a cell from one value to another: neither undo nor redo speaks of it again. Returns
   * the steps of which nothing is left. Where a `request` for it waits, that stays to be taken back, as `asked`.
   */
  forget(cell: CellRef, from: CellValue, to: CellValue, request?: number | null): number[];
  /** Viewport coordinates of a cell, null when it is not visible: anchors for menus. */
  cellRect(rowId: RowId, field: string): DOMRect | null;
  refresh(): void;
  on<K extends keyof GridEvents>(event: K, listener: (detail: GridEvents[K]) => void): () => void;
  destroy(): void;
}
