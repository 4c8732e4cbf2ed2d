/** Colours and row height: at once on the page, and remembered by the server. Canvases redraw on `lockstep:appearance`. */

import { ask } from "./api";

function appearance(): void {
  document.dispatchEvent(new CustomEvent("lockstep:appearance"));
}

function choose(form: HTMLFormElement, attribute: "theme" | "density", usual: string): void {
  form.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (!(pressed instanceof HTMLButtonElement)) return;
    event.preventDefault();
    document.documentElement.toggleAttribute(`data-${attribute}`, pressed.value !== usual);
    if (pressed.value !== usual) document.documentElement.setAttribute(`data-${attribute}`, pressed.value);
    for (const other of form.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === pressed));
    appearance();
    // What is chosen holds on this page either way; a server that can't be reached only forgets it.
    ask(form.action, { method: "POST", body: new URLSearchParams({ [attribute]: pressed.value }) }).catch(() => undefined);
  });
}

export function listenForAppearance(): void {
  const theme = document.querySelector<HTMLFormElement>("#theme-form");
  const density = document.querySelector<HTMLFormElement>("#density-form");
  if (theme) choose(theme, "theme", "system");
  if (density) choose(density, "density", "normal");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", appearance);
}
