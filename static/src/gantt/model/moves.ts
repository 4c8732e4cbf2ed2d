/** From what a person does with a bar to the steps of the draft that say so, or why it can't be. Pure. */

import { addDays, daysBetween, dayMonth } from "../../master-schedule/dates";
import { isSame, type Step, keyOf } from "../../master-schedule/draft/steps";
import { isLotUnlocked } from "../../master-schedule/draft/unlocks";
import { t } from "../../shell/i18n";
import type { GanttLot } from "../data";
import { type Bar, isForce, isPlace, type World } from "./world";

export type Changes = ReadonlyMap<string, Step | null>;
/** Text: why not. */
export type Outcome = Changes | string;

/** Keys of lots that are quantities fixed for a bucket (mps/steering/deciding_lots.py). */
const OF_QUANTITY = "steer/";

/** Steps that were made elsewhere: each takes the place of what the draft says of the same. */
export function changesOf(steps: readonly Step[]): Changes {
  return new Map(steps.map((step) => [keyOf(step), step]));
}

/** It is the quantity that a person fixed for some days. */
export function isOfQuantity({ key }: GanttLot): boolean {
  return key.startsWith(OF_QUANTITY);
}

export function isRefused(outcome: Outcome): outcome is string {
  return typeof outcome === "string";
}

/** The day on which a lot finishes, with the draft on it. */
export function finishOf(world: World, lot: GanttLot): number {
  return daysBetween(world.plan.start, world.drafted.moved.get(lot.key) ?? lot.finish);
}

/** So many calendar days on: to the next working day there. */
export function moveBy(world: World, bar: Bar, days: number): Outcome {
  const { lot } = bar;
  if (!lot) return notPlanned();
  const direction = days > 0 ? 1 : -1;
  return moveTo(world, bar, world.open.nearest(finishOf(world, lot) + days, direction));
}

/** The lot finishes on this day. */
export function moveTo(world: World, bar: Bar, finish: number): Outcome {
  const { lot } = bar;
  if (!lot) return notPlanned();
  const refused = whyNot(world, lot, finish);
  if (refused !== null) return refused;
  const changes = new Map<string, Step | null>([[`firm/${lot.key}`, null]]);
  const date = addDays(world.plan.start, finish);
  const step: Step = { kind: "move", lot_key: lot.key, finish_date: date };
  changes.set(keyOf(step), date === lot.finish ? null : step);
  return changes;
}

function notPlanned(): string {
  return t("A released order is not planned any more: it is moved where it was released.");
}

/** As the server refuses (mps/steering/deciding_lots.py); null where it may be. */
function whyNot(world: World, lot: GanttLot, finish: number): string | null {
  const { plan, open, today } = world;
  const fixed = whyFixed(world, lot);
  if (fixed !== null) return fixed;
  const start = daysBetween(plan.start, lot.start);
  const isFenced = !isLotUnlocked(world.steps, lot.key);
  const begins = open.shift(start, open.between(daysBetween(plan.start, lot.finish), finish));
  if (begins < today) return t("It would have to start on {date}, which is in the past.", { date: dayMonth(addDays(plan.start, begins)) });
  if (begins < lot.fence && isFenced) return t("It would have to start inside the frozen fence, which reaches to {date}.", { date: fenceDay(world, lot) });
  if (finish >= daysBetween(plan.start, plan.horizon_end)) return t("That is after the last day that is planned.");
  return null;
}

/** Why a lot is not touched at all; null where it may be. */
function whyFixed(world: World, lot: GanttLot): string | null {
  if (isOfQuantity(lot)) return t("This lot is the quantity that was fixed for its bucket: change that in the master schedule.");
  const start = daysBetween(world.plan.start, lot.start);
  if (start < world.today) return t("The lot has begun: it is not moved any more.");
  return start < lot.fence && !isLotUnlocked(world.steps, lot.key) ? t("Frozen: the lot starts inside the frozen fence, which reaches to {date}.", { date: fenceDay(world, lot) }) : null;
}

function fenceDay({ plan }: World, lot: GanttLot): string {
  return dayMonth(addDays(plan.start, lot.fence - 1));
}

/** Places of the work centres that can do all that a bar does, its own included, in the order of the rows. */
export function eligible({ plan, choices }: World, bar: Bar): number[] {
  const steps = bar.lot ? choices[String(bar.lot.item_id)] : undefined;
  return plan.centers.flatMap(({ id }, place) => {
    const can = place === bar.center || (bar.steps.length > 0 && bar.steps.every((step) => steps?.[String(step)]?.some(([center]) => center === id)));
    return can ? [place] : [];
  });
}

/** The steps of a bar are done on another work centre: of this lot, which is firm by it. */
export function reroute(world: World, bar: Bar, center: number): Outcome {
  const { lot } = bar;
  if (!lot) return notPlanned();
  const refused = whyFixed(world, lot) ?? whyNotThere(world, bar, lot, center);
  if (refused !== null) return refused;
  const changes = new Map<string, Step | null>();
  for (const number of bar.steps) {
    const step: Step = { kind: "lot_work_center", lot_key: lot.key, step: number, work_center_id: world.plan.centers[center]?.id ?? null };
    changes.set(keyOf(step), center === bar.planCenter ? null : step);
  }
  return changes;
}

/** From then on every lot of the item is made where this one is, and what was said of this one alone goes. */
export function rerouteAll(world: World, bar: Bar): Outcome {
  const { lot } = bar;
  const target = world.plan.centers[bar.center];
  if (!lot || !target) return notPlanned();
  const changes = new Map<string, Step | null>();
  for (const number of bar.steps) {
    for (const step of world.steps) if (isOfItem(world, step, lot.item_id, number)) changes.set(keyOf(step), null);
    const step: Step = { kind: "work_center", item_id: lot.item_id, step: number, work_center_id: target.id, rule: "force" };
    changes.set(keyOf(step), step);
  }
  return changes;
}

/** No lot of the item is made any more where this one is; said once more, that is taken back. */
export function forbid(world: World, bar: Bar): Outcome {
  const wanted = forbidding(world, bar);
  const isSaid = isForbidden(world, bar);
  return wanted.length > 0 ? new Map(wanted.map((step) => [keyOf(step), isSaid ? null : step])) : notPlanned();
}

/** Whether the draft says that no lot of the item is made where this one is. */
export function isForbidden(world: World, bar: Bar): boolean {
  return forbidding(world, bar).every((step) => world.steps.some((one) => isSame(one, step)));
}

/** Whether another work centre can do what a bar does. */
export function mayForbid(world: World, bar: Bar): boolean {
  return bar.steps.length > 0 && eligible(world, bar).length > 1;
}

function forbidding({ plan }: World, bar: Bar): Step[] {
  const [lot, here] = [bar.lot, plan.centers[bar.center]];
  return lot && here ? bar.steps.map((step) => ({ kind: "work_center", item_id: lot.item_id, step, work_center_id: here.id, rule: "forbid" })) : [];
}

/** Whether a step of the draft says where this step of the item, or of a lot of it, is done. */
function isOfItem({ plan }: World, step: Step, item: number, number: number): boolean {
  if (isForce(step)) return step.item_id === item && step.step === number;
  return isPlace(step) && step.step === number && plan.lots.some(({ key, item_id: of }) => key === step.lot_key && of === item);
}

function whyNotThere(world: World, bar: Bar, lot: GanttLot, center: number): string | null {
  const target = world.plan.centers[center];
  const said = { step: bar.steps.map(String).join(", "), item: lot.code };
  if (!target || !eligible(world, bar).includes(center)) return t("{center} can't do step {step} of {item}.", { center: target?.code ?? "", ...said });
  const ofItem = world.steps.find((step) => isForce(step) && step.item_id === lot.item_id && bar.steps.includes(step.step) && step.work_center_id !== target.id);
  return ofItem ? t("In the draft every lot of {item} is made elsewhere. Undo that to give this one to another work centre.", { item: lot.code }) : null;
}

/** The next work centre above or below that can do it. */
export function rerouteBy(world: World, bar: Bar, by: 1 | -1): Outcome {
  const places = eligible(world, bar);
  const next = places[places.indexOf(bar.center) + by];
  if (next !== undefined) return reroute(world, bar, next);
  return places.length > 1 ? t("No other work centre there can do this.") : t("No other work centre can do this step.");
}

/** A drop: another day, another row, or both in one step back. */
export function drop(world: World, bar: Bar, to: { readonly finish: number; readonly center: number }): Outcome {
  const there = bar.center === to.center ? new Map<string, Step | null>() : reroute(world, bar, to.center);
  if (isRefused(there) || !bar.lot || to.finish === finishOf(world, bar.lot)) return there;
  const then = moveTo(world, bar, to.finish);
  return isRefused(then) ? then : new Map([...there, ...then]);
}

/** Firm where it is not, free where a person or the draft made it firm. */
export function toggleFirm(world: World, bar: Bar): Outcome {
  const { lot } = bar;
  if (!lot) return notPlanned();
  const { drafted } = world;
  const key = `firm/${lot.key}`;
  if (drafted.moved.has(lot.key)) return t("A lot that is moved is firm. Undo the move to free it.");
  if (drafted.firm.has(lot.key)) return new Map([[key, null]]);
  if (isOfQuantity(lot)) return t("This lot is the quantity that was fixed for its bucket: change that in the master schedule.");
  if (!lot.firm) return new Map<string, Step>([[key, { kind: "firm", lot_key: lot.key }]]);
  if (!world.held.has(lot.key)) return t("The lot lies inside the frozen fence: it stays as it is.");
  return new Map<string, Step>([[key, { kind: "unfirm", lot_key: lot.key }]]);
}
