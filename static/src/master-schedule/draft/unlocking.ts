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
  /** Only this lot. */
  readonly lot?: string;
  /** The last day of the fence. */
  readonly until: string;
  /** Names of the others who may unlock. */
  readonly told: readonly string[];
  unlock(reason: string): void;
}

export function askToUnlock({ item, days: { first, last }, lot, until, told, unlock }: Unlocking): void {
  const when = first === last ? dayMonth(first) : `${dayMonth(first)} – ${dayMonth(last)}`;
  const form = reasonForm({
    label: t("Why?"), submit: t("Unlock"),
    send: (reason) => {
      unlock(reason);
      return Promise.resolve();
    },
  });
  const title = lot === undefined ? t("Unlock {item}, {when}", { item: item.code, when }) : t("Unlock lot {lot} of {item}", { lot, item: item.code });
  sheet(title, ...fenceNotes(until, told), form);
  form.querySelector("textarea")?.focus();
}

/** Why a reason is asked for, and who is told of it; nothing of an item without a fence. */
export function fenceNotes(until: string, told: readonly string[]): HTMLElement[] {
  return until === "" ? [] : [
    make("p", "", t("Until {date} nothing is changed without a reason: work on it may have begun, and material may be on its way.", { date: dayMonth(until) })),
    make("p", "hint", told.length > 0
      ? t("Once it is published, it is shown for a week under “What needs you”, with the reason: to {names}, and to all who see the plan.", { names: told.join(", ") })
      : t("Once it is published, it is shown for a week under “What needs you”, with the reason, to all who see the plan.")),
  ];
}
