/** What is done to several bars at once: one change of the draft, all of it or nothing. Pure. */

import type { Step } from "../../master-schedule/draft/steps";
import { t, tn } from "../../shell/i18n";
import type { Bar, World } from "./world";
import { drop, isOfQuantity, isRefused, moveBy, type Outcome, rerouteBy, toggleFirm } from "./moves";

/** Where a bar is dropped: the finish and the row that it means, and how many calendar days away that is. */
export interface Target {
  readonly finish: number;
  readonly center: number;
  readonly days: number;
}

/** Each lot once, however many bars it has, in the order of the bars. */
export function lotsOf(bars: readonly Bar[]): Bar[] {
  return [...new Map(bars.map((bar) => [bar.lot?.key ?? bar.id, bar])).values()];
}

/** So many calendar days on, each to the next working day there. */
export function moveAllBy(world: World, bars: readonly Bar[], days: number): Outcome {
  return together(lotsOf(bars), (bar) => moveBy(world, bar, days));
}

/** A drop of one bar that takes the others with it: they keep their work centres. */
export function dropAll(world: World, bars: readonly Bar[], bar: Bar, to: Target): Outcome {
  if (bars.length < 2) return drop(world, bar, to);
  return to.days === 0 ? new Map<string, Step | null>() : moveAllBy(world, bars, to.days);
}

/** Another work centre is chosen for one bar at a time: each has others that can do it. */
export function reroutedBy(world: World, bars: readonly Bar[], by: 1 | -1): Outcome {
  const [bar, ...others] = bars;
  return bar && others.length === 0 ? rerouteBy(world, bar, by) : t("Choose one bar to give it to another work centre.");
}

/** Firm, where any of them is not; else free. */
export function toggleAllFirm(world: World, bars: readonly Bar[]): Outcome {
  const lots = lotsOf(bars);
  const loose = lots.filter(({ isFirm }) => !isFirm);
  return together(loose.length > 0 ? loose : lots, (bar) => toggleFirm(world, bar));
}

/** Whether that would do anything: what the fence or a move keeps firm is not set free, but where a quantity is given back. */
export function mayLock(world: World, bars: readonly Bar[]): boolean {
  return bars.some(({ lot }) => lot !== undefined && isOfQuantity(lot)) || !isRefused(toggleAllFirm(world, bars));
}

/** The first that can't be says why, by its name where there are several. */
function together(bars: readonly Bar[], does: (bar: Bar) => Outcome): Outcome {
  const changes = new Map<string, Step | null>();
  const refused: string[] = [];
  for (const bar of bars) {
    const outcome = does(bar);
    if (isRefused(outcome)) refused.push(bars.length > 1 ? `${bar.code}: ${outcome}` : outcome);
    else for (const [key, step] of outcome) changes.set(key, step);
  }
  const [first] = refused;
  if (first === undefined) return changes;
  const rest = refused.length - 1;
  if (rest === 0) return bars.length > 1 ? `${first} ${t("Nothing was changed.")}` : first;
  return `${first} ${tn("{count} other lot can't either. Nothing was changed.", "{count} other lots can't either. Nothing was changed.", rest)}`;
}
