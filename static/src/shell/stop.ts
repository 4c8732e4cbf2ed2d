/** The button beside the plan context that ends a planning run; there only for those who may, and while a long one is under way. */

import { ask, Refused, Unreachable } from "./api";
import { frame, type Standing } from "./frame";
import { t } from "./i18n";
import { toast } from "./toast";

const button = (): HTMLButtonElement | null => document.querySelector<HTMLButtonElement>("#stop-planning");

/** Most runs are over before one could aim at a button: it comes only to those that last. */
export const LASTS_MS = 2000;

let waiting: ReturnType<typeof setTimeout> | undefined;
/** The plan that was current when the page heard of the run it waits for. */
let planBefore: number | null = null;

function waitNoMore(): void {
  clearTimeout(waiting);
  waiting = undefined;
}

/** Show the button once a run has lasted for a while, until it ends; a new run can be stopped anew. */
export function offerStop(standing: Standing): void {
  const stop = button();
  if (!stop) return;
  if (!standing.running) {
    waitNoMore();
    stop.disabled = false;
    stop.hidden = true;
    return;
  }
  // A new plan ends a run: what runs now is the next one, and may be as short.
  if (planBefore !== standing.plan_id) waitNoMore();
  planBefore = standing.plan_id;
  if (stop.hidden) waiting ??= setTimeout(() => { stop.hidden = false; }, LASTS_MS);
}

async function stopPlanning(stop: HTMLButtonElement): Promise<void> {
  stop.disabled = true;
  try {
    await ask(stop.dataset["address"] ?? "", { method: "POST", body: { site: frame.site } });
    toast(t("The run ends with the best plan that it has."));
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof Unreachable)) throw error;
    stop.disabled = false;
    const isOver = error instanceof Refused && error.status === 409;
    toast(isOver ? t("The run has ended already.") : t("The run could not be stopped. Try again."));
  }
}

export function listenForStop(): void {
  const stop = button();
  stop?.addEventListener("click", () => void stopPlanning(stop));
}
