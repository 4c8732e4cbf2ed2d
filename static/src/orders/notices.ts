/** Banners over the grid: the list can't be fetched, changes wait, one is signed out. */

import { t } from "../shell/i18n";

export interface NoticeAction {
  label: string;
  run: () => void;
}

const place = (): HTMLElement | null => document.getElementById("notices");

export function showNotice(id: string, text: string, action?: NoticeAction, bad = false): void {
  clearNotice(id);
  const box = document.createElement("div");
  box.className = bad ? "notice bad" : "notice";
  box.id = `notice-${id}`;
  box.setAttribute("role", "alert");
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = action.label;
    button.addEventListener("click", action.run);
    box.append(button);
  }
  place()?.append(box);
}

export function clearNotice(id: string): void {
  document.getElementById(`notice-${id}`)?.remove();
}

/** What stands where the orders will be. */
export function nothingYet(where: HTMLElement): void {
  const importing = place()?.dataset["importing"];
  const box = document.createElement("div");
  box.className = "empty";
  const title = document.createElement("h2");
  title.textContent = t("No orders yet");
  const words = document.createElement("p");
  words.textContent = t("Import a file from Excel or your ERP, or send orders through the API. They appear here at once.");
  box.append(title, words);
  if (importing) {
    const link = document.createElement("a");
    link.className = "button primary";
    link.href = importing;
    link.textContent = t("Import a file");
    box.append(link);
  }
  where.replaceChildren(box);
}
