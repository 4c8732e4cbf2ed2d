/** The lots that a draft's steps are about, as the plan has them: only what is moved or split needs to be known. Pure. */

import { isCellStep, type Step } from "./steps";

export interface PlannedLot {
  readonly item_id: number;
  readonly quantity: number;
  /** ISO. */
  readonly finish: string;
}

/** By lot key. */
export type KnownLots = ReadonlyMap<string, PlannedLot>;

export class PlannedLots {
  private readonly lots = new Map<string, PlannedLot>();

  get known(): KnownLots {
    return this.lots;
  }

  /** The drawer shows a lot that is about to be changed: its step is reckoned before the server has it. */
  meet(lot: string, planned: PlannedLot): void {
    this.lots.set(lot, planned);
  }

  /**
   * The server's answer: of the lots that these steps name, the plan has those that are told, and no others. Returns
   * whether that is news.
   */
  take(steps: readonly Step[], told: Readonly<Record<string, PlannedLot>>): boolean {
    let isNews = false;
    for (const key of steps.flatMap((step) => (isCellStep(step) ? [] : (step.lot_key ?? [])))) {
      const [before, now] = [this.lots.get(key), told[key]];
      if (now === undefined) isNews = this.lots.delete(key) || isNews;
      else if (before === undefined || !areAlike(before, now)) {
        this.lots.set(key, now);
        isNews = true;
      }
    }
    return isNews;
  }
}

function areAlike(one: PlannedLot, other: PlannedLot): boolean {
  return one.item_id === other.item_id && one.quantity === other.quantity && one.finish === other.finish;
}
