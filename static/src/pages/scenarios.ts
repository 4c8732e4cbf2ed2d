/** The pages of scenarios: they work without this; it looks by itself whether a plan is there, and helps with typing. */

import { nextLook, listFor } from "../scenarios/looking";
import { startShell } from "../shell";
import { ask, Unreachable } from "../shell/api";

startShell();

interface State { standing: string; version: number; awaited: boolean }

const page = document.querySelector<HTMLElement>(".scenarios[data-state]");
const shown = page?.dataset["standing"] ?? "";

/** Somebody who is typing is not interrupted: the page says that it is there with its link. */
function isIdle(): boolean {
  return ![...document.querySelectorAll<HTMLInputElement>(".scenarios form input[name]:not([type=hidden])")].some((input) =>
    input === document.activeElement || input.value !== input.defaultValue,
  );
}

async function look(address: string, looks: number): Promise<void> {
  let state: State | undefined;
  try {
    state = await ask<State>(address);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
  }
  if (state && state.standing !== "planning" && !state.awaited && isIdle()) location.reload();
  else setTimeout(() => void look(address, looks + 1), nextLook(looks));
}

// After a merge its plan is published next: the page then says so, and shows what it has become.
if (page && (shown === "planning" || "awaited" in page.dataset)) setTimeout(() => void look(page.dataset["state"] ?? "", 1), nextLook(0));

const about = document.querySelector<HTMLSelectElement>("#demand-about");
const name = document.querySelector<HTMLInputElement>("#demand-name");
if (about && name) {
  const follow = (): void => {
    name.setAttribute("list", listFor(about.value));
    name.disabled = about.value === "";
  };
  about.addEventListener("change", follow);
  window.addEventListener("pageshow", follow);
  follow();
}
