/** What the Gantt knows: a window of the plan, what can be done where, and the person's draft; and the bars of it. Pure. */

import { addDays, daysBetween } from "../../master-schedule/dates";
import { availableWith, timeStepsByCenter } from "../../master-schedule/draft/added-time";
import { isCellStep, type OtherStep, type Step } from "../../master-schedule/draft/steps";
import type { BarsAnswer, Choices, GanttBar, GanttLot, GanttPlan, LotStatus, Released } from "../data";
import { OpenDays } from "./open-days";

/** Minutes of a day, by its number from the plan's first one. */
export type DayMinutes = readonly [day: number, minutes: number];

export interface Bar {
  readonly id: string;
  /** Undefined for a released order. */
  readonly lot?: GanttLot;
  readonly released?: Released;
  readonly code: string;
  readonly name: string;
  readonly quantity: number;
  readonly unit: string;
  readonly status: LotStatus;
  /** As it is shown: in the draft it may be another one than in the plan. */
  readonly center: number;
  readonly planCenter: number;
  readonly steps: readonly number[];
  readonly days: readonly DayMinutes[];
  readonly first: number;
  readonly last: number;
  readonly isFirm: boolean;
  /** Neither the engine nor a person moves it. */
  readonly isLocked: boolean;
  readonly isMoved: boolean;
  readonly isRerouted: boolean;
  /** By a step of the draft about this lot; else for every lot of its item. */
  readonly isPlaced: boolean;
}

export interface World {
  readonly plan: GanttPlan;
  readonly open: OpenDays;
  readonly choices: Choices;
  readonly held: ReadonlySet<string>;
  readonly steps: readonly Step[];
  readonly drafted: Drafted;
  /** The number of the planning date: nothing moves before it. */
  readonly today: number;
  /** Of the window's first day. */
  readonly offset: number;
}

/** Released orders have a row of their own above the work centres. */
export const RELEASED_ROW = -1;

export function worldOf(answer: BarsAnswer & { readonly plan: GanttPlan }, steps: readonly Step[], today: string): World {
  const { choices, held } = answer;
  const plan = withHours(answer.plan, steps);
  return {
    plan, choices, steps, drafted: draftedOf(steps), held: new Set(held), open: new OpenDays(plan.open_days),
    today: Math.max(0, daysBetween(plan.start, today || plan.start)), offset: daysBetween(plan.start, plan.first),
  };
}

/** The plan with the hours that the draft gives work centres, or takes. */
function withHours(plan: GanttPlan, steps: readonly Step[]): GanttPlan {
  const byCenter = timeStepsByCenter(steps);
  if (byCenter.size === 0) return plan;
  const time = {
    bucket_starts: Array.from({ length: daysBetween(plan.first, plan.last) + 1 }, (_day, at) => addDays(plan.first, at)),
    horizon_end: addDays(plan.last, 1), load: { available: plan.centers.map(({ available }) => available) },
  };
  const centers = plan.centers.map((center, place) => ({ ...center, available: availableWith(time, place, byCenter.get(center.id) ?? []) }));
  return { ...plan, centers };
}

/** What the draft says of lots and of steps on work centres. */
export interface Drafted {
  readonly moved: ReadonlyMap<string, string>;
  readonly firm: ReadonlyMap<string, boolean>;
  /** Ids of work centres by item and step. */
  readonly forced: ReadonlyMap<string, number>;
  /** The same by lot and step: that holds before what is said of the item. */
  readonly forcedOfLots: ReadonlyMap<string, number>;
}

function draftedOf(steps: readonly Step[]): Drafted {
  const moved = new Map<string, string>();
  const firm = new Map<string, boolean>();
  const forced = new Map<string, number>();
  const forcedOfLots = new Map<string, number>();
  for (const step of steps) {
    if (isCellStep(step)) continue;
    const lot = step.lot_key;
    if (step.kind === "move" && lot !== undefined && step.finish_date !== undefined) moved.set(lot, step.finish_date);
    else if (lot !== undefined && (step.kind === "firm" || step.kind === "unfirm")) firm.set(lot, step.kind === "firm");
    else if (isPlace(step)) forcedOfLots.set(stepKey(step.lot_key, step.step), step.work_center_id);
    else if (isForce(step)) forced.set(stepKey(step.item_id, step.step), step.work_center_id);
  }
  return { moved, firm, forced, forcedOfLots };
}

type Force = OtherStep & { readonly item_id: number; readonly step: number; readonly work_center_id: number };

export function isForce(step: Step): step is Force {
  return step.kind === "work_center" && step.rule === "force" && step.item_id !== undefined && step.step !== undefined && typeof step.work_center_id === "number";
}

type Place = OtherStep & { readonly lot_key: string; readonly step: number; readonly work_center_id: number };

/** A step of one lot is done there. */
export function isPlace(step: Step): step is Place {
  return step.kind === "lot_work_center" && step.lot_key !== undefined && step.step !== undefined && typeof step.work_center_id === "number";
}

/** Of an item (its id) or a lot (its key). */
export function stepKey(of: number | string, step: number): string {
  return `${String(of)}/${String(step)}`;
}

/** The bars with the draft on them: what it moves keeps its working days and minutes, until a check says better. */
export function barsOf(world: World): Bar[] {
  const { drafted } = world;
  const centers = new Map(world.plan.centers.map(({ id }, place) => [id, place]));
  return world.plan.bars.flatMap((bar) => {
    const lot = world.plan.lots[bar.lot];
    return lot ? [barOf(world, drafted, centers, bar, lot)] : [];
  });
}

function barOf(world: World, drafted: Drafted, centers: ReadonlyMap<number, number>, bar: GanttBar, lot: GanttLot): Bar {
  const center = forcedTo(drafted, centers, bar, lot) ?? bar.center;
  const longer = factor(world, bar, lot, center);
  const finish = drafted.moved.get(lot.key);
  const by = finish === undefined ? 0 : world.open.between(daysBetween(world.plan.start, lot.finish), daysBetween(world.plan.start, finish));
  const days = bar.minutes.map((minutes, place): DayMinutes => [world.open.shift(bar.first + place + world.offset, by), minutes * longer])
    .filter(([, minutes]) => minutes > 0);
  const isPlaced = bar.steps.some((step) => drafted.forcedOfLots.has(stepKey(lot.key, step)));
  const isFirm = finish !== undefined || isPlaced || (drafted.firm.get(lot.key) ?? lot.firm);
  const [first, last] = [days[0]?.[0] ?? 0, days.at(-1)?.[0] ?? 0];
  return {
    id: `${lot.key}@${String(bar.center)}`, lot, code: lot.code, name: lot.name, quantity: lot.quantity, unit: lot.unit, status: lot.status,
    center, planCenter: bar.center, steps: bar.steps, days, first, last, isFirm, isLocked: isFirm || lot.frozen || lot.begun,
    isMoved: finish !== undefined, isRerouted: center !== bar.center, isPlaced,
  };
}

function forcedTo({ forced, forcedOfLots }: Drafted, centers: ReadonlyMap<number, number>, bar: GanttBar, lot: GanttLot): number | undefined {
  for (const step of bar.steps) {
    const center = centers.get(forcedOfLots.get(stepKey(lot.key, step)) ?? forced.get(stepKey(lot.item_id, step)) ?? 0);
    if (center !== undefined) return center;
  }
  return undefined;
}

/** How many times as long it takes on another work centre. */
function factor({ plan, choices }: World, bar: GanttBar, lot: GanttLot, center: number): number {
  if (center === bar.center) return 1;
  const known = choices[String(lot.item_id)]?.[String(bar.steps[0])] ?? [];
  const of = (place: number): number => known.find(([id]) => id === plan.centers[place]?.id)?.[1] ?? 1;
  return of(center) / (of(bar.center) || 1);
}

export function releasedBars(released: readonly Released[], start: string): Bar[] {
  return released.map((order) => {
    const [first, last] = [daysBetween(start, order.first), daysBetween(start, order.last)];
    return {
      id: `released/${order.document}`, released: order, code: order.code, name: order.name, quantity: order.quantity, unit: order.unit,
      status: order.overdue ? "late" : "on_time", center: RELEASED_ROW, planCenter: RELEASED_ROW, steps: [],
      days: [], first, last, isFirm: true, isLocked: true, isMoved: false, isRerouted: false, isPlaced: false,
    };
  });
}
