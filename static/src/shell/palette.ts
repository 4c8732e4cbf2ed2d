/** Ctrl K: do what the page offers, or go to a page, an order or an item. A combobox over a list, asked for while one types. */

import { ask } from "./api";
import { type Command, commands } from "./commands";
import { frame } from "./frame";
import { t } from "./i18n";
import { openModal } from "./modal";
import { goTo } from "./own-site";

interface Found {
  label: string;
  detail: string;
  address: string;
}

const WAIT_MS = 120;

/** The name of a page in the menu, without the number of notices beside it. */
export function wordOf(link: HTMLElement): string {
  return link.querySelector(".word")?.textContent.trim() ?? "";
}

function pages(query: string): Found[] {
  const wanted = query.toLowerCase();
  return [...document.querySelectorAll<HTMLAnchorElement>(".rail a[data-key]")]
    .filter((link) => `${wordOf(link)} ${link.dataset["also"] ?? ""}`.toLowerCase().includes(wanted))
    .map((link) => ({ label: wordOf(link), detail: t("Page"), address: link.href }));
}

/** What needs no question to the server: pages, and what this one offers. */
function known(query: string): (Found | Command)[] {
  const wanted = query.toLowerCase();
  const offered = commands().filter(({ label, detail }) => `${label} ${detail}`.toLowerCase().includes(wanted));
  return [...offered, ...pages(query)];
}

/** One open palette. */
class Palette {
  private readonly dialog = document.createElement("dialog");
  private readonly input = document.createElement("input");
  private readonly list = document.createElement("div");
  private found: (Found | Command)[] = [];
  private chosen = 0;
  private asking = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const { dialog, input, list } = this;
    dialog.className = "palette";
    dialog.setAttribute("aria-label", t("Commands"));
    input.type = "search";
    input.placeholder = t("Do something here, or go to a page, order, customer or item");
    input.setAttribute("role", "combobox");
    for (const [name, value] of Object.entries({ label: t("What to do, or where to go"), controls: "palette-list", expanded: "true", autocomplete: "list" })) {
      input.setAttribute(`aria-${name}`, value);
    }
    list.id = "palette-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", t("Found"));
    const line = document.createElement("div");
    line.className = "palette-input";
    line.append(input);
    dialog.append(line, list);
    input.addEventListener("input", () => { this.typed(); });
    input.addEventListener("keydown", (event) => { this.key(event); });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }

  open(): void {
    this.show(known(""));
    openModal(this.dialog, () => { this.gone(); });
    this.input.focus();
  }

  private gone(): void {
    this.asking.abort();
    opened = undefined;
  }

  private typed(): void {
    const query = this.input.value.trim();
    this.show(known(query));
    this.asking.abort();
    clearTimeout(this.timer);
    if (query.length >= 2) this.timer = setTimeout(() => void this.search(query), WAIT_MS);
  }

  private async search(query: string): Promise<void> {
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const answer = await ask<{ results: Found[] }>(`${frame.search}?q=${encodeURIComponent(query)}`, { signal });
      this.show([...known(query), ...answer.results]);
    } catch (error) {
      if (!signal.aborted) this.note(error instanceof Error ? t("The server can't be reached. Try again.") : "");
    }
  }

  private note(text: string): void {
    const line = document.createElement("p");
    line.className = "none";
    line.textContent = text;
    this.list.after(line);
  }

  private show(found: (Found | Command)[]): void {
    this.found = found;
    this.chosen = 0;
    this.dialog.querySelector(".none")?.remove();
    this.list.replaceChildren(...found.map((entry, index) => this.option(entry, index)));
    this.list.hidden = found.length === 0;
    if (found.length === 0) this.note(t("Nothing found."));
    this.mark();
  }

  private option(entry: Found | Command, index: number): HTMLElement {
    const option = document.createElement("div");
    option.id = `palette-${String(index)}`;
    option.setAttribute("role", "option");
    const label = document.createElement("span");
    label.textContent = entry.label;
    const detail = document.createElement("small");
    detail.textContent = entry.detail;
    option.append(label, detail);
    option.addEventListener("click", () => { this.take(index); });
    return option;
  }

  private mark(): void {
    [...this.list.children].forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === this.chosen));
      if (index === this.chosen) option.scrollIntoView({ block: "nearest" });
    });
    this.input.setAttribute("aria-activedescendant", this.found.length ? `palette-${String(this.chosen)}` : "");
  }

  private take(index: number): void {
    const entry = this.found[index];
    if (!entry) return;
    this.dialog.close();
    if ("run" in entry) entry.run();
    else goTo(entry.address);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.found.length) {
      this.chosen = (this.chosen + step + this.found.length) % this.found.length;
      this.mark();
      event.preventDefault();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.take(this.chosen);
    } else if (event.key === "Escape") {
      event.preventDefault(); // a search field would only be emptied
      this.dialog.close();
    }
  }
}

let opened: Palette | undefined;

export function openPalette(): void {
  if (opened) return;
  opened = new Palette();
  opened.open();
}
