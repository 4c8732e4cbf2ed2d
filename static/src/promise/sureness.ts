/** How sure the promised date is: one line under it. */

import { dayMonth } from "../master-schedule/dates";
import { make } from "../master-schedule/dom";
import { t } from "../shell/i18n";
import type { Answered } from "./answer";

/** Null where no date is promised. */
export function surenessLine(answer: Pick<Answered, "delivery_date" | "sureness">): HTMLElement | null {
  return answer.delivery_date === null ? null : make("p", "hint sureness", surenessText(answer));
}

/** Never 100 %: what waits for something is never sure. */
export function shareText(probability: number): string {
  return `${String(Math.min(99, Math.round(100 * probability)))} %`;
}

export function surenessText({ sureness }: Pick<Answered, "sureness">): string {
  if (sureness === null) return t("Not enough past deliveries to say how sure this is");
  const { probability, date_80: likely, date_95: surely } = sureness;
  if (probability === 1) return t("From stock: nothing it waits for");
  const at = (date: string | null) => date === null ? t("no date") : dayMonth(date);
  return t("{share} sure · 80 %: {likely} · 95 %: {surely}", {
    share: shareText(probability), likely: at(likely), surely: at(surely),
  });
}
