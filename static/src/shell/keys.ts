/** Keys that work on every page. Those of one letter can be switched off (WCAG 2.1.4); the sheet behind `?` lists all. */

import { t } from "./i18n";
import { openModal } from "./modal";
import { openPalette, wordOf } from "./palette";

const OFF = "lockstep.letter-keys-off";
const CHORD_MS = 1200;

export interface KeyHint {
  keys: string;
  does: string;
}

const ofThisPage: KeyHint[] = [];

/** Tell the key sheet about a page's own keys. */
export function describeKeys(...hints: KeyHint[]): void {
  ofThisPage.push(...hints);
}

/** Whether the person is typing text, so that letters are letters. A grid's hidden text area says so with data-keys. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
}

export function letterKeysAreOn(): boolean {
  return localStorage.getItem(OFF) === null;
}

function go(letter: string): boolean {
  const link = document.querySelector<HTMLAnchorElement>(`.rail a[data-key="${CSS.escape(letter)}"]`);
  link?.click();
  return link !== null;
}

function search(): void {
  const box = document.querySelector<HTMLInputElement>(".top .search input");
  if (box) {
    box.focus();
    box.select();
  } else openPalette();
}

function hintsOfShell(): KeyHint[] {
  const places = [...document.querySelectorAll<HTMLAnchorElement>(".rail a[data-key]")];
  return [
    { keys: "Ctrl K", does: t("Commands: go to a page, an order, an item") },
    { keys: "/", does: t("Search") },
    ...places.map((link) => ({ keys: `g ${link.dataset["key"] ?? ""}`, does: wordOf(link) })),
    { keys: "F6", does: t("Next region: menu, bar, grid or content, details") },
    { keys: "?", does: t("This list") },
  ];
}

function table(hints: KeyHint[]): HTMLTableElement {
  const made = document.createElement("table");
  for (const hint of hints) {
    const row = made.insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = hint.does;
    const cell = row.insertCell();
    for (const key of hint.keys.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = key;
      cell.append(cap, " ");
    }
    row.prepend(head);
  }
  return made;
}

function letterSwitch(): HTMLLabelElement {
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = letterKeysAreOn();
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
  label.append(box, t("Keys of a single letter work"));
  return label;
}

export function openKeySheet(): void {
  const sheet = document.createElement("dialog");
  sheet.className = "sheet";
  const head = document.createElement("header");
  const title = document.createElement("h2");
  title.textContent = t("Keyboard");
  title.id = "key-sheet-title";
  sheet.setAttribute("aria-labelledby", title.id);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button plain";
  close.textContent = t("Close");
  close.addEventListener("click", () => { sheet.close(); });
  head.append(title, close);
  const note = document.createElement("p");
  note.className = "sheet-note";
  note.textContent = t("Where you type, in a field or a cell that can be edited, keys of a single letter are text. In a number or a date, which no letter begins, they still work.");
  sheet.append(head, table([...ofThisPage, ...hintsOfShell()]), note, letterSwitch());
  openModal(sheet);
}

/** Menu, bar, content, details. Of a page whose content is a grid it is the grid: what stands above it is reached by Tab. */
function regionsShown(): HTMLElement[] {
  const hasGrid = document.querySelector(".content [data-region=grid]")?.checkVisibility() ?? false;
  return [...document.querySelectorAll<HTMLElement>(`.rail, .top, ${hasGrid ? "" : ".content, "}[data-region]`)].filter((region) => region.checkVisibility());
}

function nextRegion(backwards: boolean): void {
  const regions = regionsShown();
  const here = regions.map((region) => region.contains(document.activeElement)).lastIndexOf(true);
  const next = regions.at((here + (backwards ? -1 : 1) + regions.length) % regions.length);
  const within = (which: string): HTMLElement[] => [...next?.querySelectorAll<HTMLElement>(which) ?? []];
  const inside = [...within("[data-first-focus]"), ...within("[role=grid], a[href], button:not(:disabled), input, select, summary, textarea")];
  // What is hidden, or only read aloud, takes no focus: the key would stay where it is.
  const seen = inside.find((place) => place.tabIndex >= 0 && place.checkVisibility({ visibilityProperty: true }));
  (seen ?? next)?.focus();
}

let chordAt = -Infinity;

/** Act on a key of a single letter; a grid asks this too, while a read-only cell is active. */
export function letterKey(event: KeyboardEvent): boolean {
  if (!letterKeysAreOn() || event.ctrlKey || event.metaKey || event.altKey) return false;
  const inChord = event.timeStamp - chordAt < CHORD_MS;
  chordAt = event.key === "g" ? event.timeStamp : -Infinity;
  if (event.key === "g") return true; // the first half: what follows decides
  if (inChord) return go(event.key);
  if (event.key === "/") search();
  else if (event.key === "?") openKeySheet();
  else return false;
  return true;
}

function withCommand(event: KeyboardEvent): boolean {
  const isPalette = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
  if (isPalette) openPalette();
  return isPalette;
}

function region(event: KeyboardEvent): boolean {
  if (event.key === "F6") nextRegion(event.shiftKey);
  return event.key === "F6";
}

function pressed(event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented) return;
  // Behind an open dialog lies the page: its letters wait until the dialog is closed.
  const mayBeLetter = !isTyping(event.target) && document.querySelector("dialog[open]") === null;
  const isDone = withCommand(event) || region(event) || (mayBeLetter && letterKey(event));
  if (isDone) event.preventDefault();
}

export function listenForKeys(): void {
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", (event) => {
    const opener = (event.target as Element).closest<HTMLElement>("[data-opens]");
    if (opener?.dataset["opens"] === "palette") openPalette();
    if (opener?.dataset["opens"] === "keys") openKeySheet();
  });
}
