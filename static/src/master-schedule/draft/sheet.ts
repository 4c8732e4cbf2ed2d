/** The dialogs of publishing: a sheet with a title, and a form that asks for a reason. */

import { Refused, Unreachable } from "../../shell/api";
import { t } from "../../shell/i18n";
import { openModal } from "../../shell/modal";
import { make } from "../dom";
import { NotYet } from "./accepting";
import { refusalIn } from "./saved-draft";

const LONGEST_REASON = 500;

export function sheet(title: string, ...parts: (HTMLElement | false)[]): HTMLHeadingElement {
  const head = make("h2", "", title);
  openModal(dialogOf(head, ...parts));
  return head;
}

/** A dialog that is not open yet, with its title and the way out above its parts. */
export function dialogOf(head: HTMLHeadingElement, ...parts: (HTMLElement | false)[]): HTMLDialogElement {
  head.id = "sheet-title";
  const close = button(t("Close"), () => { dialog.close(); }, "button plain");
  const dialog = make("dialog", "sheet publishing", make("header", "", head, close), ...parts);
  dialog.setAttribute("aria-labelledby", head.id);
  return dialog;
}

export function button(words: string, run: () => void, classes = "button"): HTMLButtonElement {
  const made = make("button", classes, words);
  made.type = "button";
  made.addEventListener("click", run);
  return made;
}

export function labelled(words: string, field: HTMLElement): HTMLLabelElement {
  const label = make("label", "", words);
  label.htmlFor = field.id;
  return label;
}

export interface Reason {
  readonly label: string;
  /** What will happen. */
  readonly note?: string;
  readonly submit: string;
  /** Raises Refused, Unreachable, NotYet: the form says why, and stays. */
  send(reason: string): Promise<void>;
}

export function reasonForm({ label, note, submit, send }: Reason): HTMLFormElement {
  const box = make("textarea");
  Object.assign(box, { id: "publish-reason", name: "reason", rows: 2, maxLength: LONGEST_REASON, required: true });
  const words = make("label", "", label);
  words.htmlFor = box.id;
  const error = make("p", "error");
  error.setAttribute("role", "alert");
  const button = make("button", "button primary", submit);
  const told = note !== undefined && make("p", "hint", note);
  if (told) {
    told.id = "reason-note";
    box.setAttribute("aria-describedby", told.id);
  }
  const form = make("form", "reason", told, make("div", "field", words, box), error, make("p", "sheet-actions", button));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (box.value.trim() === "") box.focus();
    else if (button.getAttribute("aria-disabled") !== "true") void attempt(box.value.trim());
  });
  async function attempt(reason: string): Promise<void> {
    button.setAttribute("aria-disabled", "true"); // not `disabled`, which would take the focus away
    error.textContent = "";
    try {
      await send(reason);
      form.closest("dialog")?.close();
    } catch (failure) {
      error.textContent = whyNot(failure);
    } finally {
      button.removeAttribute("aria-disabled");
    }
  }
  return form;
}

export function whyNot(error: unknown): string {
  if (error instanceof NotYet) return error.message;
  if (error instanceof Unreachable) return t("The server can't be reached. Nothing was changed.");
  if (!(error instanceof Refused)) throw error;
  const { reason } = refusalIn(error.body);
  return reason || t("The server did not take this change.");
}
