/** A wall that nobody touches: what it shows is fetched anew, and what is old says how old it is, but never goes. */

const EVERY_MS = 30_000;
const OLD_MS = 60_000;
const MINUTE_MS = 60_000;
const PATIENCE_MS = 20_000;

let fetchedAt = Date.now();

async function again(): Promise<void> {
  const wall = document.getElementById("wall");
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE_MS), credentials: "same-origin" });
    const page = new DOMParser().parseFromString(answer.ok && !answer.redirected ? await answer.text() : "", "text/html");
    const fresh = page.getElementById("wall");
    if (wall && fresh) {
      wall.replaceWith(fresh);
      fetchedAt = Date.now();
    }
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error; // no network, or too slow: see below
  }
  sayHowOld();
}

function sayHowOld(): void {
  const age = Date.now() - fetchedAt;
  const place = document.querySelector<HTMLElement>("#wall .age");
  document.getElementById("wall")?.classList.toggle("is-old", age > OLD_MS);
  if (!place) return;
  place.hidden = age <= OLD_MS;
  place.textContent = (place.dataset["words"] ?? "").replace("{minutes}", String(Math.floor(age / MINUTE_MS)));
}

setInterval(() => void again(), EVERY_MS);
