/** Short messages at the foot of the page, read aloud, with a way back. They stay while the keyboard is on them. */

import { t } from "./i18n";

export interface ToastOptions {
  undo?: () => void;
  action?: { label: string; run: () => void };
  /** Milliseconds until it goes; 0: it stays until closed. */
  stays?: number;
}

function button(label: string, run: () => void, name = ""): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.textContent = label;
  made.addEventListener("click", run);
  return made;
}

export function toast(text: string, { undo, action, stays = 8000 }: ToastOptions = {}): () => void {
  const place = document.getElementById("toasts");
  if (!place) return () => undefined;
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  const close = (): void => {
    clearTimeout(timer);
    box.remove();
  };
  const chosen = undo ? { label: t("Undo"), run: undo } : action;
  if (chosen) {
    box.append(button(chosen.label, () => (close(), chosen.run())));
  }
  const cross = button("×", close, "close");
  cross.setAttribute("aria-label", t("Close"));
  box.append(cross);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const leave = (): void => {
    if (stays) timer = setTimeout(close, stays);
  };
  box.addEventListener("focusin", () => { clearTimeout(timer); });
  box.addEventListener("focusout", leave);
  box.addEventListener("pointerenter", () => { clearTimeout(timer); });
  box.addEventListener("pointerleave", leave);
  // Said again, it takes the place of what said it before; what offers a way back is about a step of its own.
  if (!chosen) [...place.children].find((other) => other.querySelector("span")?.textContent === text)?.remove();
  while (place.childElementCount >= 3) place.firstElementChild?.remove();
  place.append(box);
  leave();
  return close;
}

/** Say something to a screen reader, without showing it. */
export function announce(text: string): void {
  const place = document.getElementById("announcements");
  if (place) place.textContent = text;
}
