/** Items rolled up by family: what those that are shown add up to, in one unit only. Pure. */

import type { GridRow } from "../grid/types";
import { t, tn } from "../shell/i18n";
import type { Span } from "./axis";
import { type Item, numbersOf, type PlanData } from "./plan";
import { type Glance, glancedAt, type ItemRow, TOLERANCE, valuesRow, whenRead } from "./rows";
import { lowest, rounded, valueOf } from "./sums";

export interface Family {
  /** Empty: items that belong to none. */
  readonly name: string;
  /** Those that are shown. */
  readonly items: readonly Item[];
  /** How many there are, whatever the filter leaves. */
  readonly count: number;
  /** Of all of them; null where they have several, so that nothing can be added up. */
  readonly unit: string | null;
}

export interface FamilyRow {
  readonly family: Family;
  readonly row: GridRow;
  readonly glances: Readonly<Record<string, Glance>>;
}

export type FamilyMeasure = "demand" | "balance" | "mps" | "atp";

const MEASURES: readonly FamilyMeasure[] = ["demand", "balance", "mps", "atp"];

/** A name may hold any sign; in an id, a stroke stands before the measure. */
export const familyRowId = (name: string): string => `f${encodeURIComponent(name)}`;

export function isFamilyRow(rowId: string | number): boolean {
  return String(rowId).startsWith("f");
}

/** The measure of a row of sums; null in a family's own row, and in every other row. */
export function familyMeasureOf(rowId: string | number): FamilyMeasure | null {
  const found = isFamilyRow(rowId) ? /\/(demand|balance|mps|atp)$/.exec(String(rowId))?.[1] : undefined;
  return (found as FamilyMeasure | undefined) ?? null;
}

/** The families of the items that are shown, by name; those without one come last. `all`: on the same levels. */
export function familiesOf(shown: readonly Item[], all: readonly Item[]): Family[] {
  const [items, counts] = [byFamily(shown), byFamily(all)];
  const names = [...items.keys()].sort((a, b) => Number(a === "") - Number(b === "") || a.localeCompare(b));
  return names.map((name) => {
    const own = items.get(name) ?? [];
    const units = new Set(own.map(({ unit }) => unit));
    return { name, items: own, count: Math.max(own.length, counts.get(name)?.length ?? 0), unit: units.size === 1 ? (own[0]?.unit ?? "") : null };
  });
}

function byFamily(items: readonly Item[]): Map<string, Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    const known = found.get(item.family);
    if (known) known.push(item);
    else found.set(item.family, [item]);
  }
  return found;
}

/** A family's sum in a column; null where it has several units, or where none of its items says anything. */
export function familyValue(plan: PlanData, { items, unit }: Family, measure: FamilyMeasure, span: Span): number | null {
  if (unit === null) return null;
  const values = items.map((item) => (measure === "demand" ? demand(plan, item, span) : valueOf(plan, item, measure, span)));
  const said = values.filter((value) => value !== null);
  return said.length === 0 ? null : rounded(said.reduce((sum, value) => sum + value, 0));
}

/** What the balance reckons with. */
function demand(plan: PlanData, item: Item, span: Span): number {
  const measures = ["orders", "counted_forecast", "dependent"] as const;
  return measures.reduce((sum, measure) => sum + (valueOf(plan, item, measure, span) ?? 0), 0);
}

/** The MPS of the family, else how much its items are short: what one of them is short, another's surplus does not mend. */
export function familyGlance(plan: PlanData, family: Family, span: Span): { glance: Glance; value: number | null } {
  const lows = family.items.map((item) => lowest(numbersOf(plan, item, "balance"), span)).filter((low) => low < -TOLERANCE);
  const mps = familyValue(plan, family, "mps", span) ?? 0;
  if (mps > 0) return { glance: lows.length > 0 ? "mps-short" : "mps", value: mps };
  if (lows.length === 0) return { glance: "nothing", value: null };
  return { glance: "short", value: family.unit === null ? null : rounded(lows.reduce((sum, low) => sum + low, 0)) };
}

/** The row of a family: its sums, then its items. */
export function familyRow(plan: PlanData, family: Family, spans: readonly Span[], items: readonly ItemRow[]): FamilyRow {
  const named = { item: nameOf(family), name: unitWords(family), measure: countWords(family) };
  const glanced = whenRead(() => glancedAt(spans, named, (span) => familyGlance(plan, family, span)));
  const sums = family.unit === null ? [] : MEASURES.map((measure) => sumRow(plan, family, measure, spans));
  return {
    family, row: { id: familyRowId(family.name), get cells() { return glanced().cells; }, children: [...sums, ...items.map(({ row }) => row)], bold: true },
    get glances() { return glanced().glances; },
  };
}

function sumRow(plan: PlanData, family: Family, measure: FamilyMeasure, spans: readonly Span[]): GridRow {
  const zeroSays = measure === "balance" || measure === "atp";
  return valuesRow(spans, `${familyRowId(family.name)}/${measure}`, () => sumWords(measure), zeroSays, (span) => familyValue(plan, family, measure, span));
}

export function nameOf({ name }: Family): string {
  return name || t("Without a family");
}

export function unitWords({ unit }: Family): string {
  return unit === null ? t("Several units: no sums") : unit;
}

/** How many items, and how many of them a filter leaves out. */
export function countWords({ items, count }: Family): string {
  return items.length === count ? tn("{count} item", "{count} items", count) : t("{shown} of {count} items", { shown: items.length, count });
}

export function sumWords(measure: FamilyMeasure): string {
  const words: Record<FamilyMeasure, string> = { demand: t("Sum of demand"), balance: t("Sum of balances"), mps: t("Sum of MPS"), atp: t("Sum of ATP") };
  return words[measure];
}
