/** Dropping files onto the import form: the file field takes them, as if they had been chosen. */

/** Let files be dropped on `zone` and put them into `field`; its `change` event follows. */
export function takeDrops(zone: HTMLElement, field: HTMLInputElement): void {
  // A drag over a child fires leave and enter on the zone; only leaving the zone itself ends it.
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node && zone.contains(event.relatedTarget))) zone.classList.remove("over");
  });
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (!event.dataTransfer?.files.length) return;
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

/** List the names of the chosen files, in place of the words that there is none. */
export function listFiles(field: HTMLInputElement, list: HTMLElement): void {
  const names = Array.from(field.files ?? [], (file) => {
    const entry = document.createElement("li");
    entry.textContent = file.name;
    return entry;
  });
  list.replaceChildren(...names);
  const none = list.parentElement?.querySelector<HTMLElement>("[data-none]");
  if (none) none.hidden = names.length > 0;
}
