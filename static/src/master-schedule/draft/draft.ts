/**
 * A plan with a draft on it: what a step does to the balance, to ATP, to the item's status, to the figures and to the
 * load of its own routing, reckoned here and at once. What the engine would do about it (components, other lots, dates)
 * only a check says, so the load is an estimate. Pure.
 */

import type { ItemColumns, LoadColumns, Measure, Numbers, PlanData } from "../plan";
import { daysBetween } from "../dates";
import { backwardAtp, cumulativeAtp, lotAtp } from "./atp";
import { coverOf, figuresNow } from "./figures-now";
import { type Edited, measureOf, number, placesOf, rangeOf, shownQuantity } from "./buckets";
import { spread, tidy } from "./spread";
import { type CellStep, isCellStep, type Step } from "./steps";

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** What has other numbers than before. */
export interface Touched {
  /** By their places in the plan's columns. */
  readonly items: ReadonlySet<number>;
  readonly centers: ReadonlySet<number>;
}

const NOTHING: readonly CellStep[] = [];
/** The rows that a step of a cell changes. */
const DRAWN = ["mps", "forecast", "counted_forecast", "balance", "atp"] as const;

export class Draft {
  readonly plan: PlanData;
  private readonly items: Writable<ItemColumns>;
  private readonly load: Writable<LoadColumns>;
  private readonly places: ReadonlyMap<number, number>;
  private steps: ReadonlyMap<number, readonly CellStep[]> = new Map();
  /** Minutes that each item adds to work centres, by item and then by work centre. */
  private readonly added = new Map<number, ReadonlyMap<number, readonly number[]>>();

  constructor(readonly base: PlanData) {
    this.items = { ...base.items, mps: [...base.items.mps], forecast: [...base.items.forecast], counted_forecast: [...base.items.counted_forecast],
      balance: [...base.items.balance], atp: [...base.items.atp], cover: [...base.items.cover] } as Writable<ItemColumns>;
    this.load = { ...base.load, load: [...base.load.load] } as Writable<LoadColumns>;
    this.plan = { ...base, items: this.items, load: this.load };
    this.places = new Map(base.items.id.map((id, place) => [id, place]));
  }

  /** The draft has these steps now. Costs what differs from the steps of before. */
  set(steps: readonly Step[]): Touched {
    const before = this.steps;
    this.steps = byItem(steps);
    const items = new Set<number>();
    const centers = new Set<number>();
    for (const id of new Set([...before.keys(), ...this.steps.keys()])) {
      const place = this.places.get(id);
      if (place === undefined || isUnchanged(before.get(id), this.steps.get(id))) continue;
      items.add(place);
      for (const center of this.reckon(place, this.steps.get(id) ?? NOTHING)) centers.add(center);
    }
    for (const center of centers) this.load.load[center] = this.loadOf(center);
    if (items.size > 0) (this.plan as { figures: PlanData["figures"] }).figures = this.steps.size > 0 ? figuresNow(this.plan) : this.base.figures;
    return { items, centers };
  }

  /** Whether a cell has another number than the published plan. */
  isEdited(place: number, measure: Edited, from: number, end: number): boolean {
    const [now, was] = [this.items[measure][place], this.base.items[measure][place]];
    if (now === was) return false;
    for (let bucket = from; bucket < end; bucket += 1) if (number(now, bucket) !== number(was, bucket)) return true;
    return false;
  }

  /** Whether the load of a work centre in these buckets is other than the plan's: an estimate. */
  isEstimated(center: number, from: number, end: number): boolean {
    const [now, was] = [this.load.load[center], this.base.load.load[center]];
    if (now === was) return false;
    for (let bucket = from; bucket < end; bucket += 1) if (number(now, bucket) !== number(was, bucket)) return true;
    return false;
  }

  /** Reckons an item's rows anew; returns the work centres that it loads, or did. */
  private reckon(place: number, steps: readonly CellStep[]): Set<number> {
    const { items } = this;
    const [mps, forecast] = [this.written("mps", place, steps), this.written("forecast", place, steps)];
    const before = this.added.get(place);
    this.added.delete(place);
    this.restore(place);
    if (mps) {
      items.mps[place] = mps;
      items.atp[place] = this.atp(place);
      this.added.set(place, this.work(place));
    }
    if (forecast) {
      items.forecast[place] = forecast;
      items.counted_forecast[place] = this.counted(place, forecast);
    }
    if (mps || forecast) {
      items.balance[place] = this.balance(place);
      items.cover[place] = coverOf(items.balance[place], items.safety_stock[place] ?? 0, this.base.bucket_starts);
    }
    return new Set([...(before?.keys() ?? []), ...(this.added.get(place)?.keys() ?? [])]);
  }

  /** As the plan has it. */
  private restore(place: number): void {
    const { items } = this.base;
    for (const measure of DRAWN) this.items[measure][place] = items[measure][place] ?? [];
    const cover = items.cover[place];
    if (cover) this.items.cover[place] = cover;
  }

  /** A row with its steps written into it; undefined where none changes it. */
  private written(measure: Edited, place: number, steps: readonly CellStep[]): number[] | undefined {
    let row: number[] | undefined;
    for (const step of steps) {
      const range = step.quantity === null || measureOf(step) !== measure ? null : rangeOf(this.base, step);
      if (!range) continue;
      row ??= this.base.bucket_starts.map((_, bucket) => number(this.base.items[measure][place], bucket));
      const wished = shownQuantity(this.base, place, step, range);
      spread(placesOf(this.base, place, row, range), wished)?.forEach((quantity, index) => { (row as number[])[range.from + index] = quantity; });
    }
    return row;
  }

  /** Inside the demand time fence no forecast counts; beyond it, what is typed counts in full. */
  private counted(place: number, forecast: readonly number[]): number[] {
    const { base } = this;
    const start = base.bucket_starts[0] ?? base.horizon_end;
    return forecast.map((quantity, bucket) => {
      const end = daysBetween(start, base.bucket_starts[bucket + 1] ?? base.horizon_end);
      if (end <= (base.items.fence_days[place] ?? 0)) return 0;
      const more = quantity - number(base.items.forecast[place], bucket);
      return tidy(Math.max(0, number(base.items.counted_forecast[place], bucket) + more));
    });
  }

  private balance(place: number): number[] {
    const { base, items } = this;
    let moved = 0;
    return base.bucket_starts.map((_, bucket) => {
      const change = (measure: Measure): number => number(items[measure][place], bucket) - number(base.items[measure][place], bucket);
      moved += change("mps") - change("counted_forecast");
      return tidy(number(base.items.balance[place], bucket) + moved);
    });
  }

  private atp(place: number): (number | null)[] {
    const { items, base } = this;
    const row = (measure: Measure, bucket: number): number => number(items[measure][place], bucket);
    const receipts = base.bucket_starts.map((_, bucket) => row("receipts", bucket) + row("mps", bucket));
    const supply = receipts.map((quantity, bucket) => quantity + (bucket === 0 ? (items.opening[place] ?? 0) : 0));
    const claimed = base.bucket_starts.map((_, bucket) => row("orders", bucket) + row("dependent", bucket));
    const found = base.atp_is_cumulative
      ? cumulativeAtp(supply, claimed) : backwardAtp(lotAtp(supply, claimed, receipts.map((quantity) => quantity > 0)));
    return found.map((quantity) => (quantity === null ? null : tidy(quantity)));
  }

  /** Minutes by work centre that the item's own steps take more (or less) than in the plan, where its lots finish. */
  private work(place: number): Map<number, number[]> {
    const added = new Map<number, number[]>();
    const [now, was] = [this.items.mps[place], this.base.items.mps[place]];
    this.base.bucket_starts.forEach((_, bucket) => {
      const [mine, before] = [number(now, bucket), number(was, bucket)];
      if (mine === before) return;
      const setUps = Number(mine > 0) - Number(before > 0);
      for (const [id, setup, run] of this.items.work[place] ?? []) {
        const center = this.load.id.indexOf(id);
        if (center < 0) continue;
        const minutes = added.get(center) ?? this.base.bucket_starts.map(() => 0);
        const day = this.dayOfWork(center, bucket);
        minutes[day] = (minutes[day] ?? 0) + setUps * setup + (mine - before) * run;
        added.set(center, minutes);
      }
    });
    return added;
  }

  /** The bucket, or the last one before it, or the first after it, in which the work centre works. */
  private dayOfWork(center: number, bucket: number): number {
    const works = (place: number): boolean => number(this.load.available[center], place) > 0;
    for (let place = bucket; place >= 0; place -= 1) if (works(place)) return place;
    for (let place = bucket; place < this.base.bucket_starts.length; place += 1) if (works(place)) return place;
    return bucket;
  }

  private loadOf(center: number): Numbers {
    const more = [...this.added.values()].map((minutes) => minutes.get(center)).filter((minutes) => minutes !== undefined);
    const was = this.base.load.load[center] ?? [];
    if (more.length === 0) return was;
    return this.base.bucket_starts.map((_, bucket) =>
      tidy(Math.max(0, more.reduce((sum, minutes) => sum + (minutes[bucket] ?? 0), number(was, bucket)))));
  }
}

function byItem(steps: readonly Step[]): Map<number, CellStep[]> {
  const found = new Map<number, CellStep[]>();
  for (const step of steps) {
    if (!isCellStep(step)) continue;
    const known = found.get(step.item_id);
    if (known) known.push(step);
    else found.set(step.item_id, [step]);
  }
  return found;
}

/** The same steps in the same order: who changes one makes another object of it. */
function isUnchanged(some: readonly CellStep[] = NOTHING, others: readonly CellStep[] = NOTHING): boolean {
  return some.length === others.length && some.every((step, place) => step === others[place]);
}
