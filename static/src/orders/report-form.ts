/** The form of a shipment or a return: the whole open quantity and today are there already, Enter sends it. */

import { attachCalendar, calendarButton, readDay } from "../calendar/field";
import { parseNumber } from "../grid/model/number";
import { make } from "../master-schedule/dom";
import { number, t } from "../shell/i18n";
import { openModal } from "../shell/modal";
import type { ShownLine } from "./line-actions";

export type Kind = "shipment" | "return";
/** Sends a report; returns why it was refused, or an empty text. */
export type Send = (body: Readonly<Record<string, unknown>>) => Promise<string>;

const LONGEST = { document: 64, note: 500 };

interface Field { readonly input: HTMLInputElement; readonly box: HTMLElement; readonly complain: (reason: string) => void }

/** Ask what left or came back, and send it; the form stays, with the reason, where it was refused. */
export function askReport(line: ShownLine, kind: Kind, send: Send): Promise<void> {
  const dialog = make("dialog", "sheet report");
  const title = make("h2", "", kind === "return" ? t("Return of line {line}", { line: line.name }) : t("Shipment of line {line}", { line: line.name }));
  title.id = "report-title";
  dialog.setAttribute("aria-labelledby", title.id);
  const most = kind === "return" ? line.shipped : line.open;
  const standing = make("p", "report-standing", kind === "return"
    ? t("{count} {unit} are shipped.", { count: number(most), unit: line.unit })
    : t("{count} {unit} are open.", { count: number(most), unit: line.unit }));
  const quantity = field("quantity", `${t("Quantity")}, ${line.unit}`, String(most), { inputMode: "decimal" });
  const day = dated(line.today);
  const note = field("note", t("Note"), "", { maxLength: LONGEST.note });
  const document_ = field("document", t("Delivery note"), "", { maxLength: LONGEST.document });
  const tick = kind === "return"
    ? ticked("to_stock", t("It can be used: put it back into stock"))
    : ticked("allow_over", t("More than is open may be shipped"));
  const problem = make("p", "error");
  problem.setAttribute("role", "alert");
  const form = make("form", "report-form", quantity.box, day.box, document_.box, note.box, tick.box, problem, actions(kind, dialog));
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const read = readFields(quantity, day, line.today);
    if (!read) return;
    const busy = form.querySelector<HTMLButtonElement>(".primary");
    if (busy) busy.disabled = true;
    void send({ ...read, document: document_.input.value.trim(), note: note.input.value.trim(), [tick.input.name]: tick.input.checked }).then((refused) => {
      if (busy) busy.disabled = false;
      problem.textContent = refused;
      if (refused) quantity.input.focus();
      else dialog.close();
    });
  });
  dialog.append(title, standing, form);
  return new Promise((resolve) => {
    openModal(dialog, resolve);
    quantity.input.focus();
    quantity.input.select();
  });
}

/** What is typed, as the server reads it; undefined where it can't be read, which is said at the field. */
function readFields(quantity: Field, day: Field, today: string): Readonly<Record<string, unknown>> | undefined {
  const count = parseNumber(quantity.input.value, {}, { current: null, t });
  const date = readDay(day.input.value, today, today);
  const missing = t("Enter a value.");
  quantity.complain(count.ok ? (count.value === null ? missing : "") : count.reason);
  day.complain(date.ok ? (date.value === null ? missing : "") : date.reason);
  const wrong = [quantity, day].find(({ input }) => input.hasAttribute("aria-invalid"));
  wrong?.input.focus();
  return wrong || !count.ok || !date.ok ? undefined : { quantity: count.value, shipped_on: date.value };
}

function field(name: string, words: string, value: string, more: Partial<HTMLInputElement> = {}): Field {
  const input = Object.assign(document.createElement("input"), { id: `report-${name}`, name, value, autocomplete: "off", ...more });
  const label = make("label", "", words);
  label.htmlFor = input.id;
  const error = make("p", "error");
  error.id = `${input.id}-error`;
  error.hidden = true;
  input.setAttribute("aria-describedby", error.id);
  const complain = (reason: string): void => {
    error.textContent = reason;
    error.hidden = reason === "";
    if (reason) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  return { input, complain, box: make("div", "field", label, input, error) };
}

function dated(today: string): Field {
  const made = field("shipped_on", t("Date"), today);
  const opener = calendarButton();
  const row = make("div", "with-picker");
  made.input.replaceWith(row);
  row.append(made.input, opener);
  attachCalendar(made.input, opener, today);
  return made;
}

function ticked(name: string, words: string): { readonly input: HTMLInputElement; readonly box: HTMLElement } {
  const input = Object.assign(document.createElement("input"), { type: "checkbox", name });
  return { input, box: make("label", "", input, words) };
}

function actions(kind: Kind, dialog: HTMLDialogElement): HTMLElement {
  const cancel = make("button", "button plain", t("Cancel"));
  cancel.type = "button";
  cancel.addEventListener("click", () => { dialog.close(); });
  const report = make("button", "button primary", kind === "return" ? t("Report return") : t("Report shipment"));
  return make("p", "sheet-actions", cancel, report);
}
