/** A date field with a calendar beside it: one types a date as people write it, or picks it. */

import { parseDate } from "../grid/model/date";
import { drawing } from "../master-schedule/dom";
import { dateOrder } from "../shell/date-order";
import { t } from "../shell/i18n";
import { pickDay } from "./dialog";

/** A date as people write it; `+1w` counts from `from`. */
export function readDay(text: string, from: string, today: string): ReturnType<typeof parseDate> {
  return parseDate(text, {}, { current: from, today, t, dateOrder: dateOrder() });
}

/** Let a button open the calendar for a field. What is picked is written into it as ISO, as if it were typed. */
export function attachCalendar(field: HTMLInputElement, opener: HTMLButtonElement, today: string): void {
  opener.addEventListener("click", () => {
    const read = readDay(field.value, today, today);
    pickDay({
      day: read.ok && typeof read.value === "string" && read.value !== "" ? read.value : today,
      today,
      label: field.labels?.[0]?.textContent ?? "",
      chosen: (day) => {
        field.value = day;
        for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
      },
    });
  });
}

/** The button with the picture of a calendar. */
export function calendarButton(): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button tool";
  made.setAttribute("aria-label", t("Pick a date"));
  made.append(drawing("svg", { class: "icon", "aria-hidden": "true" }, drawing("use", { href: "#icon-calendar" })));
  return made;
}
