/** Why a line is late, as its page shows it. */

import { make } from "../master-schedule/dom";
import { t } from "../shell/i18n";
import type { Lateness, Place, Reason, Supplier, Taking } from "./answer";

export function dates({ due, day_before: dayBefore, ready, wanted_by: by }: Lateness): HTMLElement {
  const words = make("p", "", t("Due on {due}, there on {ready}.", { due: due ?? "", ready: ready ?? t("not inside the plan") }));
  if (dayBefore) words.prepend(dayBefore, " ");
  if (by !== null) words.append(" ", t("It has enough to spare where it is there by {by}.", { by }));
  return words;
}

/** The chain, the root cause first: the one by which *What needs you* groups. What the supplier is asked for comes before it where it is that. */
export function reasons({ why, is_at_risk: isAtRisk, supplier }: Lateness, ...about: HTMLElement[]): HTMLElement {
  const [root, ...others] = why;
  const nothing = isAtRisk ? t("Nothing holds it up: it is made just in time.") : t("Nothing that we know holds it up.");
  const section = make("section", "card late-why", make("h2", "", isAtRisk ? t("Why it is at risk") : t("Why it is late")), ...about);
  const ofSupplier = supplier ? asked(supplier) : [];
  if (supplier?.is_first) section.append(...ofSupplier);
  section.append(make("p", "late-root", root?.words ?? nothing), ...(root ? more(root) : []));
  if (others.length > 0) section.append(make("ul", "causes", ...others.map((one) => make("li", "", one.words, ...more(one)))));
  if (!supplier?.is_first) section.append(...ofSupplier);
  return section;
}

/** What is to be said of a cause beside its sentence: why free hours do not help, and what takes the others. */
function more({ notes, taken, takes }: Reason): HTMLElement[] {
  const said = notes.map((words) => make("p", "late-note", words));
  if (takes.length === 0) return said;
  const list = make("ul", "", ...takes.map((one) => make("li", "", named(one))));
  return [...said, make("details", "late-takes", make("summary", "", taken), list)];
}

/** What the supplier is asked for, where its receipt is changed, and what sooner days give. */
function asked({ nothing, words, wish, place, sooner }: Supplier): HTMLElement[] {
  const said = make("p", "late-supplier", nothing && make("strong", "", nothing, " "), words, " ", wish && make("strong", "", wish, " "), where(place));
  return sooner.length > 0 ? [said, make("ul", "causes", ...sooner.map((one) => make("li", "", one)))] : [said];
}

/** Where something is done by hand, with a link where the reader may open it, and which roles may do it. */
export function where({ words, href, who }: Place): HTMLElement {
  const link = make(href === "" ? "span" : "a", "", words);
  if (link instanceof HTMLAnchorElement) link.href = href;
  return make("small", "late-place", link, " ", t("(may be done by: {roles})", { roles: who }));
}

function named({ words, href }: Taking): Node | string {
  if (href === "") return words;
  const link = make("a", "", words);
  link.href = href;
  return link;
}
