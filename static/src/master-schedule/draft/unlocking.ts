/** The dialog that unlocks a cell inside the frozen fence: why, and who is told of it. */

import { t } from "../../shell/i18n";
import { dayMonth } from "../dates";
import { make } from "../dom";
import type { Item } from "../plan";
import { reasonForm, sheet } from "./sheet";
import type { Days } from "./unlocks";

export interface Unlocking {
  readonly item: Item;
  readonly days: Days;
  /** The last day of the fence. */
  readonly until: string;
  /** Names of the others who may unlock. */
  readonly told: readonly string[];
  unlock(reason: string): void;
}

export function askToUnlock({ item, days: { first, last }, until, told, unlock }: Unlocking): void {
  const when = first === last ? dayMonth(first) : `${dayMonth(first)} – ${dayMonth(last)}`;
  const form = reasonForm({
    label: t("Why?"), submit: t("Unlock"),
    send: (reason) => {
      unlock(reason);
      return Promise.resolve();
    },
  });
  sheet(
    t("Unlock {item}, {when}", { item: item.code, when }),
    make("p", "", t("Until {date} nothing is changed without a reason: work on it may have begun, and material may be on its way.", { date: dayMonth(until) })),
    make("p", "hint", told.length > 0
      ? t("Once it is published, it is shown for a week under “What needs you”, with the reason: to {names}, and to all who see the plan.", { names: told.join(", ") })
      : t("Once it is published, it is shown for a week under “What needs you”, with the reason, to all who see the plan.")),
    form,
  );
  form.querySelector("textarea")?.focus();
}
