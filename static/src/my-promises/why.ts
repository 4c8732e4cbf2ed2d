/** Ask for a reason in place, then do something. What was typed stays where it was refused. */

import { make } from "../master-schedule/dom";
import { t } from "../shell/i18n";

const LONGEST = 500;
let counted = 0;

export function askWhy(place: HTMLElement, verb: string, run: (why: string) => Promise<string>): void {
  const input = make("input");
  const trouble = make("p", "error");
  counted += 1;
  Object.assign(input, { id: `why-${String(counted)}`, maxLength: LONGEST, autocomplete: "off", required: true });
  trouble.id = `why-error-${String(counted)}`;
  trouble.setAttribute("role", "alert");
  input.setAttribute("aria-describedby", trouble.id);
  const label = make("label", "", t("Why? The customer’s words, or yours"));
  label.htmlFor = input.id;
  const done = make("button", "button primary", verb);
  const close = make("button", "button", t("Close"));
  close.type = "button";
  const opener = document.activeElement as HTMLElement | null;
  const leave = (): void => {
    place.replaceChildren();
    opener?.focus();
  };
  close.addEventListener("click", leave);
  const form = make("form", "why", make("div", "field", label, input, trouble), make("div", "mine-actions", done, close));
  form.noValidate = true;
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") leave(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const why = input.value.trim();
    if (!why) {
      trouble.textContent = t("Say why.");
      input.focus();
      return;
    }
    done.disabled = true;
    void run(why).then((refused) => {
      trouble.textContent = refused;
      done.disabled = false;
      if (!refused) leave();
    });
  });
  place.replaceChildren(form);
  input.focus();
}
