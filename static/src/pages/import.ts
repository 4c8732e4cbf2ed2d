/** The import page: drop files, and see that checking or importing is under way. It works without this, too. */

import { showChoices } from "../import/columns";
import { listFiles, takeDrops } from "../import/drop";
import { startShell } from "../shell";

startShell();

const form = document.querySelector<HTMLFormElement>("#import-form");
const field = form?.querySelector<HTMLInputElement>("input[type=file]");
const zone = form?.querySelector<HTMLElement>("[data-drop]");
const list = form?.querySelector<HTMLElement>("[data-chosen]");

if (field && zone) takeDrops(zone, field);
if (field && list) {
  field.addEventListener("change", () => { listFiles(field, list); });
  // Chosen before this ran, or kept by the browser when one came back: no `change` tells of those.
  window.addEventListener("pageshow", () => { listFiles(field, list); });
  listFiles(field, list);
}

for (const file of document.querySelectorAll<HTMLElement>("[data-mapping]")) showChoices(file);

for (const sent of document.querySelectorAll<HTMLFormElement>("#import-form, #commit-form, #mapping-form")) {
  const button = sent.querySelector<HTMLButtonElement>("button[type=submit][data-busy]");
  const label = button?.textContent ?? "";
  sent.addEventListener("submit", (event) => {
    if (!button || (event.submitter && event.submitter !== button)) return;
    button.disabled = true;
    button.textContent = button.dataset["busy"] ?? label;
  });
  // Coming back with the back button shows the page as it was left.
  window.addEventListener("pageshow", () => {
    if (!button) return;
    button.disabled = false;
    button.textContent = label;
  });
}
