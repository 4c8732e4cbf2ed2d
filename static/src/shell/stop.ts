/** The button beside the plan context that ends a planning run; there only for those who may, and while one is under way. */

import { ask, Refused, Unreachable } from "./api";
import { frame, type Standing } from "./frame";
import { t } from "./i18n";
import { toast } from "./toast";

const button = (): HTMLButtonElement | null => document.querySelector<HTMLButtonElement>("#stop-planning");

/** Show the button as long as somebody plans; a new run can be stopped anew. */
export function offerStop(standing: Standing): void {
  const stop = button();
  if (!stop) return;
  if (!standing.running) stop.disabled = false;
  stop.hidden = !standing.running;
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
