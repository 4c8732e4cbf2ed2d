import { describe, expect, it, vi } from "vitest";
import type { Grid } from "../grid";
import type { BoardEvents } from "./board-events";
import { BoardKeys } from "./board-keys";

const ENTER = { key: "Enter", altKey: false, ctrlKey: false, metaKey: false, shiftKey: false } as KeyboardEvent;

function enterOn(rowId: string): ReturnType<typeof vi.fn> {
  const open = vi.fn();
  const events = { open, key: () => false } as unknown as BoardEvents;
  const board = { typedAt: () => null, editable: () => false, columns: () => [], isLoad: (cell: { rowId: string | number }) => cell.rowId === "center" };
  new BoardKeys({} as Grid, events, board).pressed(ENTER, { rowId, field: "w" });
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
