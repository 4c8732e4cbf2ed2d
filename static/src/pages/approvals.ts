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

describeKeys({ keys: "j", does: t("Next request") }, { keys: "k", does: t("Previous request") }, { keys: "a", does: t("Approve the request in focus") });
