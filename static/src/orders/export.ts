/** The export of the lines that are shown: the server is told which, and in which order. */

export function exportsShown(shown: () => number[]): void {
  const form = document.querySelector<HTMLFormElement>("#export-form");
  form?.addEventListener("submit", () => {
    const field = form.elements.namedItem("lines");
    if (field instanceof HTMLInputElement) field.value = shown().join(",");
    document.querySelector("#sheet-menu")?.removeAttribute("open");
  });
}
