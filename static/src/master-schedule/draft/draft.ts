/**
 * A plan with a draft on it: what a step of a cell or a lot does to the balance, to ATP, to the item's status, to the
 * figures and to the load of its own routing, and what hours a person adds or takes, reckoned here and at once. What the
 * engine would do about it (components, other lots, dates) only a check says, so the load is an estimate. Pure.
 */

import type { ItemColumns, LoadColumns, Measure, Numbers, PlanData } from "../plan";
import { daysBetween } from "../dates";
import { availableWith, timeStepsByCenter } from "./added-time";
import { backwardAtp, cumulativeAtp, lotAtp } from "./atp";
import { coverOf, figuresNow } from "./figures-now";
import { type Shift, shiftedRow, shiftsOf } from "./lot-shifts";
import type { KnownLots } from "./planned-lots";
import { type Edited, measureOf, number, placesOf, rangeOf, shownQuantity } from "./buckets";
import { spread, tidy } from "./spread";
import { isCellStep, type OtherStep, type Step } from "./steps";

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** What has other numbers than before. */
export interface Touched {
  /** By their places in the plan's columns. */
  readonly items: ReadonlySet<number>;
  readonly centers: ReadonlySet<number>;
}

const NOTHING: readonly Step[] = [];
/** The rows that a step of a cell or a lot changes. */
const DRAWN = ["mps", "forecast", "counted_forecast", "balance", "atp"] as const;

export class Draft {
  readonly plan: PlanData;
  private readonly items: Writable<ItemColumns>;
  private readonly load: Writable<LoadColumns>;
  private readonly places: ReadonlyMap<number, number>;
  private steps: ReadonlyMap<number, readonly Step[]> = new Map();
  private timeSteps: ReadonlyMap<number, readonly OtherStep[]> = new Map();
  /** Minutes that each item adds to work centres, by item and then by work centre. */
  private readonly added = new Map<number, ReadonlyMap<number, readonly number[]>>();

  constructor(readonly base: PlanData, private readonly lots: KnownLots = new Map()) {
    this.items = { ...base.items, mps: [...base.items.mps], forecast: [...base.items.forecast], counted_forecast: [...base.items.counted_forecast],
      balance: [...base.items.balance], atp: [...base.items.atp], cover: [...base.items.cover] } as Writable<ItemColumns>;
    this.load = { ...base.load, load: [...base.load.load], available: [...base.load.available] } as Writable<LoadColumns>;
    this.plan = { ...base, items: this.items, load: this.load };
    this.places = new Map(base.items.id.map((id, place) => [id, place]));
  }

  /** The draft has these steps now. Costs what differs from the steps of before. */
  set(steps: readonly Step[]): Touched {
    const before = this.steps;
    this.steps = this.byItem(steps);
    const items = new Set<number>();
    const centers = this.setTime(timeStepsByCenter(steps));
    for (const id of new Set([...before.keys(), ...this.steps.keys()])) {
      const place = this.places.get(id);
      if (place === undefined || isUnchanged(before.get(id), this.steps.get(id))) continue;
      items.add(place);
      for (const center of this.reckon(place, this.steps.get(id) ?? NOTHING)) centers.add(center);
    }
    for (const center of centers) this.load.load[center] = this.loadOf(center);
    if (items.size + centers.size > 0) {
      (this.plan as { figures: PlanData["figures"] }).figures = this.steps.size + this.timeSteps.size > 0 ? figuresNow(this.plan) : this.base.figures;
    }
    return { items, centers };
  }

  /** The draft adds and takes these hours now; returns the work centres for which that is news. */
  private setTime(steps: ReadonlyMap<number, readonly OtherStep[]>): Set<number> {
    const before = this.timeSteps;
    this.timeSteps = steps;
    const centers = new Set<number>();
    this.base.load.id.forEach((id, center) => {
      const own = steps.get(id);
      if (isUnchanged(before.get(id), own)) return;
      this.load.available[center] = own ? availableWith(this.base, center, own) : (this.base.load.available[center] ?? []);
      centers.add(center);
    });
    return centers;
  }

  /** Whether a cell has another number than the published plan. */
  isEdited(place: number, measure: Edited, from: number, end: number): boolean {
    const [now, was] = [this.items[measure][place], this.base.items[measure][place]];
    return differ(now, was, from, end);
  }

  /** Whether the load or the hours of a work centre in these buckets are other than the plan's: an estimate. */
  isEstimated(center: number, from: number, end: number): boolean {
    const { load, base } = this;
    return differ(load.load[center], base.load.load[center], from, end) || differ(load.available[center], base.load.available[center], from, end);
  }

  /** Reckons an item's rows anew; returns the work centres that it loads, or did. */
  private reckon(place: number, steps: readonly Step[]): Set<number> {
    const { items } = this;
    const shifts = shiftsOf(this.base, this.lots, place, steps);
    const shifted = shiftedRow(this.base, this.base.items.mps[place], shifts);
    const [mps, forecast] = [this.written("mps", place, steps, shifted), this.written("forecast", place, steps)];
    const before = this.added.get(place);
    this.added.delete(place);
    this.restore(place);
    if (mps) {
      items.mps[place] = mps;
      items.atp[place] = this.atp(place);
    }
    if (mps || shifts.length > 0) this.added.set(place, this.work(place, shifts));
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

  /** A row with its steps written into it, over what moved lots made of it; undefined where nothing changes it. */
  private written(measure: Edited, place: number, steps: readonly Step[], shifted?: readonly number[]): number[] | undefined {
    let row = shifted && [...shifted];
    for (const step of steps.filter(isCellStep)) {
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
  private work(place: number, shifts: readonly Shift[]): Map<number, number[]> {
    const added = new Map<number, number[]>();
    const [now, was] = [this.items.mps[place], this.base.items.mps[place]];
    const shifted = shiftedRow(this.base, was, shifts) ?? was;
    this.base.bucket_starts.forEach((_, bucket) => {
      const [mine, before] = [number(now, bucket), number(was, bucket)];
      // Of lots it is known how many they are; of a quantity, whether there is any.
      const setUps = Number(mine > 0) - Number(number(shifted, bucket) > 0) + lotsIn(shifts, bucket);
      if (mine === before && setUps === 0) return;
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
    const works = (place: number): boolean => number(this.base.load.available[center], place) > 0;
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

  /** What is about cells and lots, by the item's id. */
  private byItem(steps: readonly Step[]): Map<number, Step[]> {
    const found = new Map<number, Step[]>();
    for (const step of steps) {
      const id = isCellStep(step) ? step.item_id : this.itemOfLot(step);
      if (id === undefined) continue;
      const known = found.get(id);
      if (known) known.push(step);
      else found.set(id, [step]);
    }
    return found;
  }

  private itemOfLot({ kind, lot_key: lot = "" }: OtherStep): number | undefined {
    return kind === "move" || kind === "split" ? this.lots.get(lot)?.item_id : undefined;
  }
}

function lotsIn(shifts: readonly Shift[], wanted: number): number {
  return shifts.reduce((sum, { bucket, lots }) => (bucket === wanted ? sum + lots : sum), 0);
}

function differ(now: Numbers | undefined, was: Numbers | undefined, from: number, end: number): boolean {
  if (now === was) return false;
  for (let bucket = from; bucket < end; bucket += 1) if (number(now, bucket) !== number(was, bucket)) return true;
  return false;
}

/** The same steps in the same order: who changes one makes another object of it. */
function isUnchanged(some: readonly Step[] = NOTHING, others: readonly Step[] = NOTHING): boolean {
  return some.length === others.length && some.every((step, place) => step === others[place]);
}
