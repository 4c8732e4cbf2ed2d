/** What of a draft is published: its steps by item and work centre, each accepted or left out. */

import { Unreachable } from "../../shell/api";
import { t } from "../../shell/i18n";
import type { PlanData } from "../plan";
import { isSame, type Step } from "./steps";

export interface StepGroup {
  readonly kind: "item" | "center" | "lots";
  /** Of an item or a work centre; empty for lots of which nobody knows the item. */
  readonly code: string;
  readonly name: string;
  readonly steps: readonly Step[];
}

/** The items of lots that the plan knows, by lot key. */
export type ItemsOfLots = Readonly<Record<string, number>>;

/** The steps by what they are about: items by code, then lots of no known item, then work centres. */
export function groupsOf(steps: readonly Step[], plan: Pick<PlanData, "items" | "load"> | undefined, lots: ItemsOfLots): StepGroup[] {
  const groups = new Map<string, { group: StepGroup; steps: Step[] }>();
  for (const step of steps) {
    const group = groupOf(step, plan, lots);
    const key = `${String(ORDER.indexOf(group.kind))}/${group.code}`;
    const known = groups.get(key) ?? { group, steps: [] };
    known.steps.push(step);
    groups.set(key, known);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { group, steps: own }]) => ({ ...group, steps: own }));
}

const ORDER = ["item", "lots", "center"];

function groupOf(step: Step, plan: Pick<PlanData, "items" | "load"> | undefined, lots: ItemsOfLots): StepGroup {
  const lot = "lot_key" in step ? step.lot_key : undefined;
  const item = step.item_id ?? (lot === undefined ? undefined : lots[lot]);
  if (item !== undefined) return { kind: "item", ...named(plan?.items, item), steps: [] };
  const center = "work_center_id" in step ? step.work_center_id : undefined;
  if (center !== undefined && center !== null) return { kind: "center", ...named(plan?.load, center), steps: [] };
  return { kind: "lots", code: "", name: "", steps: [] };
}

function named(rows: { id: readonly number[]; code: readonly string[]; name: readonly string[] } | undefined, id: number): { code: string; name: string } {
  const place = rows?.id.indexOf(id) ?? -1;
  return { code: rows?.code[place] ?? String(id), name: rows?.name[place] ?? "" };
}

/** Which of the steps are accepted: all of them, until somebody leaves some out. */
export class Choice {
  private readonly out = new Set<Step>();

  constructor(readonly steps: readonly Step[]) {}

  get accepted(): readonly Step[] {
    return this.steps.filter((step) => !this.out.has(step));
  }

  has(step: Step): boolean {
    return !this.out.has(step);
  }

  set(steps: readonly Step[], isAccepted: boolean): void {
    for (const step of steps) {
      if (isAccepted) this.out.delete(step);
      else this.out.add(step);
    }
  }

  /** Of a group: all, some or none of it. */
  stateOf(steps: readonly Step[]): "all" | "some" | "none" {
    const count = steps.filter((step) => this.has(step)).length;
    return count === steps.length ? "all" : count > 0 ? "some" : "none";
  }
}

/** What is said to the person instead of doing what they asked for. */
export class NotYet extends Error {}

/** The draft as the server has it. */
export interface KeptDraft {
  settled(): Promise<boolean>;
  kept(): { readonly version: number; readonly steps: readonly Step[] };
}

/** The places of accepted steps in the draft, at its version, once the server has it. Raises Unreachable, NotYet. */
export async function placed(draft: KeptDraft, accepted: readonly Step[]): Promise<{ version: number; accepted: number[] }> {
  if (!(await draft.settled())) throw new Unreachable("the draft is not saved yet");
  const { version, steps } = draft.kept();
  const places = placesIn(steps, accepted);
  if (!places) throw new NotYet(t("You changed the draft in another window meanwhile: open this again."));
  return { version, accepted: places };
}

/** Where the steps stand in the draft that the server keeps; undefined where one of them is another by now, or gone. */
export function placesIn(kept: readonly Step[], accepted: readonly Step[]): number[] | undefined {
  const places = accepted.map((step) => kept.findIndex((other) => isSame(step, other)));
  return places.includes(-1) ? undefined : places.sort((a, b) => a - b);
}
