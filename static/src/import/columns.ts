/** The step in which columns are chosen: samples beside each, what is left unused, more columns when asked for. */

type Samples = Record<string, string[]>;

const SHOWN_CHARACTERS = 40;

/** Lets a file's choices show their samples as they change. */
export function showChoices(file: HTMLElement): void {
  const samples = samplesOf(file);
  const selects = [...file.querySelectorAll<HTMLSelectElement>("[data-heading]")];
  for (const select of selects) {
    select.addEventListener("change", () => {
      showRow(select, samples);
      showUnused(file, selects, Object.keys(samples));
    });
  }
  hideMore(file);
}

function samplesOf(file: HTMLElement): Samples {
  const id = file.dataset["samples"];
  const stored = id ? document.getElementById(id)?.textContent : null;
  return stored ? (JSON.parse(stored) as Samples) : {};
}

function showRow(select: HTMLSelectElement, samples: Samples): void {
  const row = select.closest("tr");
  const constant = row?.querySelector<HTMLInputElement>("[data-constant]");
  if (constant) constant.disabled = select.value !== "";
  row?.querySelector("[data-samples-of]")?.replaceChildren(
    ...(samples[select.value] ?? []).map((text) => {
      const sample = document.createElement("span");
      sample.className = "sample";
      sample.textContent = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS - 1)}…` : text;
      return sample;
    }),
  );
}

function showUnused(file: HTMLElement, selects: HTMLSelectElement[], headings: string[]): void {
  const used = new Set(selects.map((select) => select.value));
  const unused = headings.filter((heading) => !used.has(heading));
  const box = file.querySelector<HTMLElement>("[data-unused]");
  if (!box) return;
  box.hidden = unused.length === 0;
  box.querySelector("ul")?.replaceChildren(
    ...unused.map((heading) => {
      const item = document.createElement("li");
      item.appendChild(document.createElement("code")).textContent = heading;
      return item;
    }),
  );
}

function hideMore(file: HTMLElement): void {
  const more = file.querySelector<HTMLElement>("[data-more]");
  const button = file.querySelector<HTMLButtonElement>("[data-show-more]");
  if (!more || !button) return;
  more.hidden = true;
  button.hidden = false;
  button.addEventListener("click", () => {
    more.hidden = false;
    button.hidden = true;
    more.querySelector<HTMLSelectElement>("select")?.focus();
  });
}
