/** Signing in: show that it is under way, and don't send twice. The page works without this. */

const form = document.querySelector<HTMLFormElement>("#sign-in");
form?.addEventListener("submit", () => {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  if (button) button.disabled = true;
});
window.addEventListener("pageshow", () => {
  const button = form?.querySelector<HTMLButtonElement>("button[type=submit]");
  if (button) button.disabled = false;
});
