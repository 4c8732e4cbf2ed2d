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
  });
  dialog.showModal();
}
