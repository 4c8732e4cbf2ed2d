import type { GridRow, RowId, RowPatch } from "../types";

/**
 * The rows in the order shown: pinned rows first, then the opened tree.
 * Every row index of the grid counts in this list.
 */
export class RowStore {
  private pinned: readonly GridRow[] = [];
  private roots: readonly GridRow[] = [];
  private shown: GridRow[] = [];
  private readonly open = new Set<RowId>();
  private readonly byId = new Map<RowId, GridRow>();
  private readonly parents = new Map<RowId, GridRow>();
  private positions = new Map<RowId, number>();

  setRows(rows: readonly GridRow[]): void {
    this.roots = rows;
    this.index();
  }

  setPinned(rows: readonly GridRow[]): void {
    this.pinned = rows;
    this.index();
  }

  /** Ids that no longer exist are left out: a row may vanish while its numbers are on the way. */
  update(patches: readonly RowPatch[]): void {
    for (const patch of patches) {
      const row = this.byId.get(patch.id);
      if (row) Object.assign(row.cells, patch.cells);
    }
  }

  /** Returns whether anything changed. A row that is not there yet opens when it comes. */
  setOpen(open: boolean, id?: RowId): boolean {
    if (open && id !== undefined && !this.byId.has(id)) this.open.add(id);
    const wanted = id === undefined ? this.trees() : [this.byId.get(id)].filter((row) => row !== undefined);
    let changed = false;
    for (const row of wanted) {
      if (!row.children?.length || this.open.has(row.id) === open) continue;
      if (open) this.open.add(row.id);
      else this.open.delete(row.id);
      changed = true;
    }
    if (changed) this.flatten();
    return changed;
  }

  get pinnedCount(): number {
    return this.pinned.length;
  }
  /** Pinned rows included. */
  get count(): number {
    return this.shown.length;
  }
  get bodyCount(): number {
    return this.shown.length - this.pinned.length;
  }

  at(index: number): GridRow | undefined {
    return this.shown[index];
  }
  get(id: RowId): GridRow | undefined {
    return this.byId.get(id);
  }
  /** -1 when the row does not exist or its parent is closed. */
  position(id: RowId): number {
    return this.positions.get(id) ?? -1;
  }
  parent(id: RowId): GridRow | undefined {
    return this.parents.get(id);
  }
  /** The rows above one, the nearest first. */
  ancestors(id: RowId): GridRow[] {
    const found: GridRow[] = [];
    for (let row = this.parents.get(id); row; row = this.parents.get(row.id)) found.push(row);
    return found;
  }
  isOpen(id: RowId): boolean {
    return this.open.has(id);
  }
  /** Those that are open, whether they are shown or not. */
  get opened(): RowId[] {
    return [...this.open];
  }

  private trees(): GridRow[] {
    return [...this.byId.values()].filter((row) => row.children?.length);
  }

  private index(): void {
    this.byId.clear();
    this.parents.clear();
    for (const row of this.pinned) this.byId.set(row.id, row);
    for (const row of this.roots) {
      this.byId.set(row.id, row);
      if (row.children) this.adopt(row, row.children);
    }
    this.flatten();
  }

  private adopt(parent: GridRow, children: readonly GridRow[]): void {
    for (const child of children) {
      this.byId.set(child.id, child);
      this.parents.set(child.id, parent);
      if (child.children) this.adopt(child, child.children);
    }
  }

  private flatten(): void {
    const shown: GridRow[] = [...this.pinned];
    this.unfold(this.roots, shown);
    this.shown = shown;
    this.positions = new Map(shown.map((row, position) => [row.id, position]));
  }

  private unfold(rows: readonly GridRow[], shown: GridRow[]): void {
    for (const row of rows) {
      shown.push(row);
      if (row.children && this.open.has(row.id)) this.unfold(row.children, shown);
    }
  }
}
