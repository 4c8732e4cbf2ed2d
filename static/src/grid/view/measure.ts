/** How wide a text is in a cell, so that a column can be made to fit what it holds. */

import { PADDING_PX, REGULAR, STRONG } from "./cells";
import { TWISTY_PX } from "./painter";

const CELL_PX = 13;

/** Pixels that a cell needs for the longest of some texts; `tree` is a column whose rows open. */
export function cellWidth(texts: readonly string[], element: HTMLElement, { bold = false, tree = false } = {}): number {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return 0;
  context.font = `${String(bold ? STRONG : REGULAR)} ${String(CELL_PX)}px ${getComputedStyle(element).fontFamily || "sans-serif"}`;
  const longest = texts.reduce((widest, text) => Math.max(widest, context.measureText(text).width), 0);
  return Math.ceil(longest) + 2 * PADDING_PX + (tree ? TWISTY_PX : 0);
}
