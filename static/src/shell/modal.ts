/** Dialogs that lie over the page until they are closed. */

/** Show a dialog; when it is closed, take it away and let the person type on where they were. */
export function openModal(dialog: HTMLDialogElement, closed: () => void = () => undefined): void {
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    // The browser has given the focus back, but the caret went with the dialog's own text box.
    const back = document.activeElement;
    if (back instanceof HTMLTextAreaElement || (back instanceof HTMLInputElement && back.type === "text")) {
      back.setSelectionRange(back.value.length, back.value.length);
    }
    closed();
    if (document.activeElement === document.body) desk()?.focus(); // what was there before is gone
  });
  dialog.showModal();
}

/** What has the keyboard on a page whose content is a grid. */
function desk(): HTMLElement | null {
  const grid = document.querySelector(".content [data-region=grid]");
  if (!grid?.checkVisibility()) return null;
  return grid.querySelector("textarea") ?? grid.querySelector("[tabindex='0']");
}
