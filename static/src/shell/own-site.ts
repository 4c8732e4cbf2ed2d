/**
 * A page leads to pages of its own site. The server remembers one site for a person, the one that any tab looked at last;
 * so each link, form and reload of a page names the page's own.
 */

import { frame } from "./frame";

/** Tools with addresses of their own, and pages about one thing, whose site they know. */
const KNOWN = /^\/(admin|api|static|late|scenarios\/\d+)\//;
const LEADING = ["click", "auxclick", "contextmenu"] as const;

/** The address with the site named, where it is one of the application's and names none. */
export function ofSite(address: string, site: string, here: string): string {
  const found = new URL(address, here);
  if (site === "" || !isAsked(found, here) || found.searchParams.has("site")) return address;
  found.searchParams.set("site", site);
  return found.href;
}

/** Whether it is a page that shows the site it is asked for. */
function isAsked({ origin, pathname }: URL, here: string): boolean {
  return origin === new URL(here).origin && !KNOWN.test(pathname);
}

/** Whether there is another site that a page could lead to by mistake. */
function hasOthers(): boolean {
  return document.getElementById("site-select") !== null;
}

/** Go to a page of this page's site. */
export function goTo(address: string): void {
  location.assign(hasOthers() ? ofSite(address, frame.site, location.href) : address);
}

function led({ target }: Event): void {
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>("a[href]") : null;
  if (link && !link.getAttribute("href")?.startsWith("#")) link.href = ofSite(link.href, frame.site, location.href);
}

function sent({ target, submitter }: SubmitEvent): void {
  if (!(target instanceof HTMLFormElement) || target.elements.namedItem("site")) return;
  const other = submitter?.getAttribute("formaction");
  if (submitter && other) submitter.setAttribute("formaction", ofSite(other, frame.site, location.href));
  const action = target.getAttribute("action") ?? location.href; // `form.action` may be a field of that name
  if (target.method !== "get") target.setAttribute("action", ofSite(action, frame.site, location.href));
  else if (isAsked(new URL(action, location.href), location.href)) target.append(hidden(frame.site)); // the fields replace what the address asks
}

function hidden(site: string): HTMLInputElement {
  const field = document.createElement("input");
  [field.type, field.name, field.value] = ["hidden", "site", site];
  return field;
}

export function keepSite(): void {
  if (!hasOthers()) return;
  history.replaceState(history.state, "", ofSite(location.href, frame.site, location.href));
  for (const kind of LEADING) document.addEventListener(kind, led, true);
  document.addEventListener("submit", sent, true);
}
