/** The rows that the board shows now: items, and where they are rolled up, their families. Pure. */

import type { GridRow, RowId } from "../grid/types";
import type { Span } from "./axis";
import { familiesOf, type FamilyRow, familyRow, familyRowId, isFamilyRow } from "./families";
import type { Item, PlanData } from "./plan";
import { type Glance, itemRow, type ItemRow, itemRowId, meaning } from "./rows";

const SHORT: ReadonlySet<Glance> = new Set<Glance>(["short", "mps-short"]);

export interface Place {
  readonly item: Item;
  readonly span: Span;
}

export class ShownRows {
  /** In the order shown, whether their family is open or not. */
  items: readonly ItemRow[] = [];
  private families: readonly FamilyRow[] = [];
  private byId = new Map<RowId, ItemRow | FamilyRow>();

  /** `levels`: the items that families are counted by; null: nothing is rolled up. */
  build(plan: PlanData, items: readonly Item[], spans: readonly Span[], levels: readonly Item[] | null): GridRow[] {
    const families = levels === null ? [] : familiesOf(items, levels);
    const ordered = levels === null ? items : families.flatMap((family) => [...family.items]);
    this.items = ordered.map((item) => itemRow(plan, item, spans));
    const made = new Map(this.items.map((row) => [row.item.id, row]));
    this.families = families.map((family) => familyRow(plan, family, spans, family.items.map(({ id }) => made.get(id)).filter((row) => row !== undefined)));
    this.index();
    return (levels === null ? this.items : this.families).map(({ row }) => row);
  }

  /** The rows of these items, and of their families, with other numbers. */
  patch(plan: PlanData, changed: readonly Item[], spans: readonly Span[]): GridRow[] {
    const made = new Map(changed.filter((item) => this.byId.has(itemRowId(item))).map((item) => [item.id, itemRow(plan, item, spans)]));
    this.items = this.items.map((row) => made.get(row.item.id) ?? row);
    const touched = new Set([...made.values()].map(({ item }) => item.family));
    const families = this.families.map((row) => (touched.has(row.family.name) ? this.patchedFamily(plan, row, made, spans) : row));
    this.families = families;
    this.index();
    const sums = families.filter(({ family }) => touched.has(family.name)).flatMap(({ row }) => [row, ...(row.children ?? []).filter(({ id }) => isFamilyRow(id))]);
    return [...[...made.values()].flatMap(({ row }) => [row, ...(row.children ?? [])]), ...sums];
  }

  private patchedFamily(plan: PlanData, { family }: FamilyRow, made: ReadonlyMap<number, ItemRow>, spans: readonly Span[]): FamilyRow {
    const items = family.items.map((item) => made.get(item.id)?.item ?? item);
    return familyRow(plan, { ...family, items }, spans, []);
  }

  item(rowId: RowId): Item | undefined {
    const found = meaning(rowId);
    const row = found && this.byId.get(`i${String(found.itemId)}`);
    return row && "item" in row ? row.item : undefined;
  }

  has(item: Item): boolean {
    return this.byId.has(itemRowId(item));
  }

  glance(rowId: RowId, column: string): Glance {
    return this.byId.get(rowId)?.glances[column] ?? "nothing";
  }

  /** Where the next item that is short becomes so, from a place on or before it (-1); then from the other end again. */
  shortageFrom(here: { readonly rowId: RowId; readonly column: string } | null, spans: readonly Span[], by: 1 | -1): Place | undefined {
    const short = this.items.flatMap(({ item, glances }, row) => {
      const column = spans.findIndex(({ id }) => SHORT.has(glances[id] ?? "nothing"));
      const span = spans[column];
      return span ? [{ item, span, row, column }] : [];
    });
    const ordered = by === 1 ? short : short.reverse();
    if (!here) return ordered[0];
    const [row, column] = [this.rowOf(here.rowId), spans.findIndex(({ id }) => id === here.column)];
    return ordered.find((one) => by * ((one.row - row) || (one.column - column)) > 0) ?? ordered[0];
  }

  /** A family stands before the first of its items; what is no row of the body, before everything. */
  private rowOf(rowId: RowId): number {
    const family = this.families.find(({ row }) => String(rowId) === row.id || String(rowId).startsWith(`${String(row.id)}/`));
    if (family) return this.items.findIndex(({ item }) => item.id === family.family.items[0]?.id) - 0.5;
    const found = meaning(rowId);
    return found ? this.items.findIndex(({ item }) => item.id === found.itemId) : -1;
  }

  private index(): void {
    this.byId = new Map<RowId, ItemRow | FamilyRow>([
      ...this.items.map((row): [RowId, ItemRow] => [row.row.id, row]),
      ...this.families.map((row): [RowId, FamilyRow] => [familyRowId(row.family.name), row]),
    ]);
  }
}
