/** Arrow keys in the heat map: one stop for the Tab key, from there from cell to cell. */

import { t } from "../shell/i18n";
import { describeKeys } from "../shell/keys";

const STEPS: Readonly<Record<string, readonly [number, number]>> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** The link to which an arrow key leads from the one at `row`, `column`; null where there is none. */
export function linkAfter<Link>(key: string, row: number, column: number, grid: readonly (readonly (Link | null)[])[]): Link | null {
  const links = (grid[row] ?? []).filter((link) => link !== null);
  if (key === "Home" || key === "End") return links.at(key === "Home" ? 0 : -1) ?? null;
  const step = STEPS[key];
  if (!step) return null;
  for (let y = row + step[0], x = column + step[1]; grid[y]?.[x] !== undefined; y += step[0], x += step[1]) {
    const link = grid[y]?.[x];
    if (link) return link;
  }
  return null;
}

/** Let arrow keys walk over the cells of a table; work that is being moved keeps them (its listener is asked first). */
export function startWalking(table: HTMLTableElement): void {
  const grid = [...(table.tBodies[0]?.rows ?? [])].map((row) => [...row.cells].slice(1).map((cell) => cell.querySelector("a")));
  const stop = (chosen: HTMLAnchorElement): void => { for (const link of grid.flat()) if (link) link.tabIndex = link === chosen ? 0 : -1; };
  const first = table.querySelector<HTMLAnchorElement>("td a[aria-current]") ?? table.querySelector<HTMLAnchorElement>("td a");
  if (first) stop(first);
  table.addEventListener("focusin", ({ target }) => { if (target instanceof HTMLAnchorElement && target.closest("td")) stop(target); });
  table.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const row = grid.findIndex((links) => links.includes(event.target as HTMLAnchorElement));
    const next = linkAfter(event.key, row, grid[row]?.indexOf(event.target as HTMLAnchorElement) ?? -1, grid);
    if (row < 0 || !next) return;
    event.preventDefault();
    next.focus();
  });
  describeKeys({ keys: "← → ↑ ↓", does: t("From cell to cell of the heat map") });
}
