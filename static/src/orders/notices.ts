/** Banners over the grid: the list can't be fetched, changes wait, one is signed out. */

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

/** What stands where the orders will be, as long as there are none; `there` says whether there are. */
export function nothingYet(there: boolean): void {
  const shown = document.getElementById("no-orders");
  if (shown) shown.hidden = there;
}
