/** The three ways side by side: what each means, when it would be ready, and what it does to everyone. */

import { dayMonth } from "../master-schedule/dates";
import { make, pill } from "../master-schedule/dom";
import { drawn } from "../orders/impact";
import { t, tn } from "../shell/i18n";
import { type Answer, canChoose, meaningOf, type NamedLine, standing, titleOf, type Way } from "./answer";

const MOVES_SHOWN = 4;
/** Of the lines that squeezing in would move, those offered beside the suggested ones. */
const OFFERED = 5;

/** Lines that were named or offered since the order was asked about: unticked, they stay to be ticked again. */
export type Known = Map<number, { readonly name: string; readonly more: string }>;

export interface Wishes { readonly days: number; readonly lines: readonly number[] }

/** What a card needs besides its way. */
export interface Around {
  readonly answer: Answer;
  readonly wanted: string;
  readonly known: Known;
  readonly choose: (way: Way) => void;
  readonly again: (wishes: Wishes) => void;
}

export function wayCard(way: Way, around: Around): HTMLElement {
  const title = make("h3", "", titleOf(way.kind));
  title.id = `way-${way.kind}`;
  const card = make("section", "card way-card", title, make("p", "hint", meaningOf(way)));
  card.setAttribute("aria-labelledby", title.id);
  card.dataset["kind"] = way.kind;
  card.dataset["state"] = way.state;
  if (way.words) card.append(make("p", "way-words", way.words));
  if (way.kind === "move") card.append(...naming(around));
  if (way.impact) card.append(figures(way.impact, around.wanted));
  if (canChoose(way)) card.append(chooser(way, around.choose));
  return card;
}

function figures(impact: NonNullable<Way["impact"]>, wanted: string): HTMLElement {
  const { status, words } = standing(impact.planned_date, wanted);
  const day = make("p", "big", impact.planned_date === null ? "–" : dayMonth(impact.planned_date));
  const rest = drawn(impact, { shown: MOVES_SHOWN }).filter((part) => !part.classList.contains("impact-own")); // the day is written large here
  return make("div", "impact", make("p", "ready", t("Ready")), make("div", "ready-day", day, pill(status, words)), ...rest);
}

function chooser(way: Way, choose: (way: Way) => void): HTMLElement {
  const button = make("button", "button choose", t("Choose this"), make("span", "unseen", ` ${titleOf(way.kind)}`));
  button.type = "button";
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => { choose(way); });
  return button;
}

/** Which lines make room, and by how much: ticked ones are in the plan below; a click plans it again. */
function naming({ answer, known, again }: Around): HTMLElement[] {
  const named = new Set(answer.lines.map((line) => line.line_id));
  for (const { line_id: id, line, customer, item } of (answer.ways[0]?.impact?.moved ?? []).slice(0, OFFERED)) {
    if (!known.has(id)) known.set(id, { name: line, more: `${customer} · ${item}` });
  }
  for (const line of answer.lines) known.set(line.line_id, { name: line.line, more: detail(line) });
  if (known.size === 0) return [];
  const ticks = [...known].map(([id, { name, more }]) => tick(id, name, more, named.has(id)));
  const days = make("input");
  Object.assign(days, { type: "number", min: "1", max: "366", step: "1", required: true, value: String(answer.days), id: "move-days" });
  const label = make("label", "", t("Days later"));
  const missing = make("p", "error");
  missing.setAttribute("role", "alert");
  label.htmlFor = days.id;
  const form = make(
    "form", "naming",
    make("fieldset", "", make("legend", "", answer.bottleneck ? t("Wanted later, to make room at {center}", { center: answer.bottleneck }) : t("Wanted later, to make room")), ...ticks),
    make("div", "field", label, days), missing, make("button", "button", t("Plan it again with these")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const lines = [...form.querySelectorAll<HTMLInputElement>("input[type=checkbox]:checked")].map(({ value }) => Number(value));
    missing.textContent = lines.length === 0 ? t("Tick a line first.") : "";
    if (lines.length > 0) again({ days: days.valueAsNumber, lines });
  });
  return [form];
}

function detail(line: NamedLine): string {
  const parts = [`${line.customer} · ${line.item}`, t("priority {n}", { n: line.priority })];
  if (line.slack_days !== null) parts.push(tn("{count} day of slack", "{count} days of slack", line.slack_days));
  if (line.state === "waiting") parts.push(t("needs an approval"));
  const reasons = [...new Set(Object.values(line.reasons))].join(" ");
  if (reasons) parts.push(t("not moved: {reason}", { reason: reasons }));
  return parts.join(" · ");
}

function tick(id: number, name: string, more: string, isOn: boolean): HTMLElement {
  const box = make("input");
  Object.assign(box, { type: "checkbox", value: String(id), checked: isOn });
  return make("label", "tick", box, make("span", "", make("b", "", name), make("small", "", more)));
}
