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

  /** Returns whether anything changed. */
  setOpen(open: boolean, id?: RowId): boolean {
    const wanted = id === undefined ? this.roots : [this.byId.get(id)].filter((row) => row !== undefined);
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
  isOpen(id: RowId): boolean {
    return this.open.has(id);
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
    }
  }

  private flatten(): void {
    const shown: GridRow[] = [...this.pinned];
    for (const row of this.roots) {
      shown.push(row);
      if (row.children && this.open.has(row.id)) for (const child of row.children) shown.push(child);
    }
    this.shown = shown;
    this.positions = new Map(shown.map((row, position) => [row.id, position]));
  }
}
