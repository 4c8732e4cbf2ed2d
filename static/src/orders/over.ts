/** A change that is taken back was followed by another of the same field: both values, who and when, and a choice. */

import { t } from "../shell/i18n";
import { openModal } from "../shell/modal";

export interface Conflict {
  field: string;
  label: string;
  before: string;
  now: string;
  changed_by: string;
  /** In the time of the plant; empty where a plan did it. */
  changed_at: string;
}

/** Return whether the person wants the earlier values all the same. */
export function askOver(conflicts: Conflict[]): Promise<boolean> {
  const dialog = document.createElement("dialog");
  dialog.className = "sheet conflict";
  const title = document.createElement("h2");
  title.id = "over-title";
  title.textContent = t("This has been changed again since");
  dialog.setAttribute("aria-labelledby", title.id);
  const leave = button(t("Leave it as it is"), "button", () => { dialog.close(); });
  const over = button(t("Take back all the same"), "button primary", () => { dialog.close("over"); });
  const row = document.createElement("p");
  row.className = "sheet-actions";
  row.append(leave, over);
  dialog.append(title, table(conflicts), row);
  return new Promise((resolve) => {
    openModal(dialog, () => { resolve(dialog.returnValue === "over"); });
    leave.focus();
  });
}

function table(conflicts: Conflict[]): HTMLTableElement {
  const made = document.createElement("table");
  const head = made.createTHead().insertRow();
  for (const words of [t("Field"), t("Now"), t("Would come back")]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = words;
    head.append(cell);
  }
  const body = made.createTBody();
  for (const { label, now, before, changed_by: by, changed_at: at } of conflicts) {
    const row = body.insertRow();
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = label;
    const present = row.insertCell();
    present.textContent = now;
    const who = document.createElement("small");
    who.textContent = [by || t("by the plan, or outside the application"), at].filter(Boolean).join(" · ");
    present.append(who);
    row.insertCell().textContent = before;
    row.prepend(name);
  }
  return made;
}

function button(words: string, look: string, run: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = look;
  made.textContent = words;
  made.addEventListener("click", run);
  return made;
}
