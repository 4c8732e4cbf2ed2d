import { describe, expect, it, vi } from "vitest";

import type { CellRef, Grid } from "../grid";
import type { Span } from "./axis";
import type { BoardEvents } from "./board-events";
import { BoardKeys, type KeyedBoard } from "./board-keys";
import type { Item } from "./plan";

const pressed = (key: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent => ({ key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...more }) as KeyboardEvent;
const board = (more: Partial<KeyedBoard> = {}): KeyedBoard => ({
  typedAt: () => null, editable: () => false, untyped: () => false, columns: () => [], isClosed: () => false, isLoad: ({ rowId }) => rowId === "center", ...more,
});
const CELL: CellRef = { rowId: "item", field: "w" };

function enterOn(rowId: string): ReturnType<typeof vi.fn> {
  const open = vi.fn();
  const events = { open, key: () => false } as unknown as BoardEvents;
  new BoardKeys({} as Grid, events, board()).pressed(pressed("Enter"), { rowId, field: "w" });
  return open;
}

describe("Enter on the master schedule", () => {
  it("leads from a heat cell to its details, as a wish to leave the grid", () => {
    expect(enterOn("center")).toHaveBeenCalledExactlyOnceWith(false);
  });
  it("is the grid's on any other cell", () => {
    expect(enterOn("item")).not.toHaveBeenCalled();
  });
});

describe("a digit", () => {
  const events = (): BoardEvents & { key: ReturnType<typeof vi.fn> } => ({ key: vi.fn(() => true) }) as unknown as BoardEvents & { key: ReturnType<typeof vi.fn> };
  it.each([true, "Frozen."])("is the grid's where it is typed, or refused with a reason: %s", (editable) => {
    const page = events();
    expect(new BoardKeys({} as Grid, page, board({ editable: () => editable })).pressed(pressed("2"), CELL)).toBe(false);
    expect(page.key).not.toHaveBeenCalled();
  });
  it.each(["2", "*", "+", "-"])("or %s on a number that is worked out is refused with the reason, and does not choose the time scale", (key) => {
    const page = events();
    expect(new BoardKeys({} as Grid, page, board({ untyped: () => "Worked out." })).pressed(pressed(key), CELL)).toBe("Worked out.");
    expect(page.key).not.toHaveBeenCalled();
  });
  it("chooses the time scale off the axis, and for who only looks", () => {
    const page = events();
    expect(new BoardKeys({} as Grid, page, board()).pressed(pressed("2"), CELL)).toBe(true);
    expect(page.key).toHaveBeenCalledOnce();
  });
});

describe("Alt and an arrow", () => {
  it("goes past days on which nobody works", () => {
    const columns = ["fri", "sat", "mon"].map((id): Span => ({ id, from: 0, end: 1, first: id, last: id }));
    const [friday, , monday] = columns as [Span, Span, Span];
    const item = { id: 7 } as Item;
    const move = vi.fn(() => true);
    const focusCell = vi.fn();
    const at = (span: Span): KeyedBoard => board({ columns: () => columns, isClosed: ({ id }) => id === "sat", typedAt: () => ({ item, measure: "mps", span }) });
    new BoardKeys({ focusCell } as unknown as Grid, { move } as unknown as BoardEvents, at(friday)).pressed(pressed("ArrowRight", { altKey: true }), CELL);
    new BoardKeys({ focusCell } as unknown as Grid, { move } as unknown as BoardEvents, at(monday)).pressed(pressed("ArrowLeft", { altKey: true }), CELL);
    expect(move.mock.calls).toEqual([[item, "mps", friday, monday], [item, "mps", monday, friday]]);
    expect(focusCell.mock.calls).toEqual([["item", "mon"], ["item", "fri"]]);
  });
});
