/** Signing in: don't send twice; in a demo, one click on a role signs in. The page works without this. */

import { forgetTab } from "../orders/tab";

forgetTab(sessionStorage); // whoever was signed in in this tab is not any more
const form = document.querySelector<HTMLFormElement>("#sign-in");
form?.addEventListener("submit", () => {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  if (button) button.disabled = true;
});
for (const chosen of document.querySelectorAll<HTMLButtonElement>("[data-demo-user]")) {
  chosen.addEventListener("click", () => {
    for (const [field, value] of [["username", chosen.dataset["demoUser"]], ["password", chosen.dataset["demoPassword"]]] as const) {
      const input = form?.querySelector<HTMLInputElement>(`[name=${field}]`);
      if (input) input.value = value ?? "";
    }
    form?.requestSubmit();
  });
}
window.addEventListener("pageshow", () => {
  const button = form?.querySelector<HTMLButtonElement>("button[type=submit]");
  if (button) button.disabled = false;
});
