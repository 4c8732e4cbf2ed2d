/** A calendar to pick a day from, in the language of the page (a browser's own speaks that of the browser). */

import { fullDay, monthYear, weekday } from "../master-schedule/dates";
import { make } from "../master-schedule/dom";
import { t } from "../shell/i18n";
import { addMonths, dayAfterKey, weeksOf } from "./month";

export interface Picking {
  /** ISO: where the calendar opens. */
  readonly day: string;
  readonly today: string;
  /** What the day is for: the label of the field. */
  readonly label: string;
  chosen(day: string): void;
}

/** Open the calendar; Escape leaves it, and the focus goes back to where it was. */
export function pickDay(picking: Picking): void {
  const dialog = make("dialog", "sheet calendar");
  dialog.setAttribute("aria-label", picking.label);
  let day = picking.day;

  const choose = (chosen: string): void => {
    dialog.close();
    picking.chosen(chosen);
  };
  const go = (to: string): void => {
    day = to;
    draw();
    dialog.querySelector<HTMLElement>("[tabindex='0']")?.focus();
  };
  const draw = (): void => {
    dialog.replaceChildren(head(day, (to) => { day = to; draw(); }), table(day, picking.today, choose), foot(picking.today, choose));
  };

  dialog.addEventListener("keydown", (event) => {
    const to = event.target instanceof HTMLElement && event.target.dataset["day"] !== undefined ? dayAfterKey(day, event.key) : null;
    if (to === null) return;
    event.preventDefault();
    go(to);
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { dialog.remove(); });
  document.body.append(dialog);
  dialog.showModal();
  go(day);
}

function head(day: string, turn: (to: string) => void): HTMLElement {
  const title = make("h2", "", monthYear(day));
  title.setAttribute("aria-live", "polite");
  return make("header", "", arrow("‹", t("Previous month"), () => { turn(addMonths(day, -1)); }), title, arrow("›", t("Next month"), () => { turn(addMonths(day, 1)); }));
}

function arrow(sign: string, words: string, turn: () => void): HTMLButtonElement {
  const made = button(sign, "button plain", turn);
  made.setAttribute("aria-label", words);
  return made;
}

function button(words: string, classes: string, run: () => void): HTMLButtonElement {
  const made = make("button", classes, words);
  made.type = "button";
  made.addEventListener("click", run);
  return made;
}

function table(day: string, today: string, choose: (day: string) => void): HTMLElement {
  const weeks = weeksOf(day);
  const made = make("table", "");
  made.setAttribute("role", "grid");
  made.setAttribute("aria-label", monthYear(day));
  const names = made.createTHead().insertRow();
  for (const date of weeks[0] ?? []) {
    const name = make("th", "", weekday(date));
    name.scope = "col";
    names.append(name);
  }
  const body = made.createTBody();
  for (const week of weeks) {
    const row = body.insertRow();
    for (const date of week) row.append(cell(date, day, today, choose));
  }
  return made;
}

function cell(date: string, day: string, today: string, choose: (day: string) => void): HTMLElement {
  const made = button(String(Number(date.slice(8))), "", () => { choose(date); });
  made.dataset["day"] = date;
  made.tabIndex = date === day ? 0 : -1;
  made.setAttribute("aria-label", fullDay(date));
  if (date === today) made.setAttribute("aria-current", "date");
  if (date.slice(0, 7) !== day.slice(0, 7)) made.classList.add("other");
  const place = make("td", "", made);
  place.setAttribute("aria-selected", String(date === day));
  return place;
}

function foot(today: string, choose: (day: string) => void): HTMLElement {
  return make("footer", "", button(t("Today"), "button", () => { choose(today); }));
}
