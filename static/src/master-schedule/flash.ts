/** Values that have just changed are shown for a moment. */

const FLASH_MS = 1200;

export class Flash {
  private cells: ReadonlySet<string> = new Set();

  constructor(private readonly over: () => void) {}

  /** `rowId|column` of each. */
  show(cells: ReadonlySet<string>): void {
    if (cells.size === 0 || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.cells = cells;
    setTimeout(() => {
      if (this.cells !== cells) return;
      this.cells = new Set();
      this.over();
    }, FLASH_MS);
  }

  has(rowId: string | number, column: string): boolean {
    return this.cells.size > 0 && this.cells.has(`${String(rowId)}|${column}`);
  }
}
