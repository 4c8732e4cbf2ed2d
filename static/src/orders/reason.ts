/** Ask why: a change that overrides the demand time fence is kept with its reason. */

import { t, tn } from "../shell/i18n";
import { openModal } from "../shell/modal";

const LONGEST = 500;

/** Return the reason that the person gives; empty where they would rather not make the change. */
export function askWhy(lines: number): Promise<string> {
  const dialog = document.createElement("dialog");
  dialog.className = "sheet";
  const title = make("h2", t("Why must this change?"));
  title.id = "reason-title";
  dialog.setAttribute("aria-labelledby", title.id);
  const words = make("label", tn("{count} line is inside the demand time fence. Your reason is kept with the change.", "{count} lines are inside the demand time fence. Your reason is kept with the changes.", lines));
  const box = document.createElement("textarea");
  Object.assign(box, { id: "reason", name: "why", rows: 3, maxLength: LONGEST, required: true });
  words.setAttribute("for", box.id);
  const field = document.createElement("div");
  field.className = "field";
  field.append(words, box);
  const cancel = button(t("Don't change"), "button plain");
  cancel.type = "button";
  cancel.addEventListener("click", () => { dialog.close(); });
  const row = document.createElement("p");
  row.className = "sheet-actions";
  row.append(cancel, button(t("Save"), "button primary"));
  const form = document.createElement("form");
  form.method = "dialog";
  form.append(field, row);
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // spaces are no reason, though a browser takes them for a value
    if (box.value.trim()) dialog.close(box.value.trim());
    else box.focus();
  });
  dialog.append(title, form);
  return new Promise((resolve) => {
    openModal(dialog, () => { resolve(dialog.returnValue); });
    box.focus();
  });
}

function make(tag: "h2" | "label", words: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = words;
  return made;
}

function button(words: string, look: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.className = look;
  made.textContent = words;
  return made;
}
