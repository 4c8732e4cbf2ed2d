/** How the lines are laid out: by which column they are sorted, and which columns are shown. A saved view sets both. */

import type { Column, Grid } from "../grid/types";
import type { Chips } from "./chips";
import type { Sort } from "./view";
import { chosenColumns, type ShownColumn, type ViewSettings } from "./view-settings";

export class Layout {
  sort: Sort | null = null;
  private chosen: readonly ShownColumn[] = [];

  constructor(
    private readonly grid: () => Grid | undefined,
    /** Every column of the grid, in the standard order. */
    readonly all: () => Column[],
    private readonly chips: () => Chips,
  ) {}

  columns(): Column[] {
    return chosenColumns(this.all(), this.chosen);
  }

  now(): Omit<ViewSettings, "columns"> {
    const { filter, search } = this.chips();
    return { status: filter, search, sort: this.sort };
  }

  show({ status, search, sort, columns }: ViewSettings): void {
    this.sort = sort;
    this.arrange(columns);
    this.grid()?.setSort(sort);
    this.chips().show(status, search);
  }

  arrange(chosen: readonly ShownColumn[]): void {
    this.chosen = chosen;
    this.grid()?.setColumns(this.columns(), true);
  }

  /** A head was clicked: up, then down, then as the lines come. */
  sortBy(field: string): void {
    const again = this.sort?.field === field;
    this.sort = again && this.sort?.descending ? null : { field, descending: again };
    this.grid()?.setSort(this.sort);
  }

  leave(): void {
    this.grid()?.focus();
  }
}
