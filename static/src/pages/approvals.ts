/** The approvals page: j and k go from request to request, a approves the one in focus. It works without this, too. */

import { Foretold } from "../orders/foretold";
import { startShell } from "../shell";
import { t } from "../shell/i18n";
import { describeKeys, isTyping, letterKeysAreOn } from "../shell/keys";

startShell();

new Foretold(document.querySelectorAll<HTMLElement>("[data-impact]"));
const cards = [...document.querySelectorAll<HTMLElement>("[data-asked]")];

function step(by: number): void {
  const here = cards.findIndex((card) => card.contains(document.activeElement));
  const next = cards[Math.min(cards.length - 1, Math.max(0, here + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  // what the frame has taken, the second letter of `g a`, is none of ours
  if (event.defaultPrevented || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || !letterKeysAreOn()) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "a") {
    const card = cards.find((one) => one.contains(document.activeElement));
    card?.querySelector<HTMLButtonElement>("[data-verb=approve]")?.click();
  } else return;
  event.preventDefault();
});

/** A decision that wants a reason is not sent without one: the page would be drawn anew to say so. */
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  const form = button?.closest<HTMLFormElement>("form.decide");
  const input = form?.querySelector<HTMLInputElement>("input[name=why]");
  if (!button || !form || !input) return;
  const wanted = input.value.trim() ? "" : (button.dataset["wants"] ?? "");
  input.setAttribute("aria-invalid", String(wanted !== ""));
  const place = form.querySelector<HTMLElement>(".error");
  if (place) place.textContent = wanted;
  if (!wanted) return;
  event.preventDefault();
  input.focus();
});

describeKeys({ keys: "j", does: t("Next request") }, { keys: "k", does: t("Previous request") }, { keys: "a", does: t("Approve the request in focus") });
