/** A wall that nobody touches: what it shows is fetched anew, and what is old says how old it is, but never goes. */

import type { ECharts } from "echarts/core";

import { drawChart } from "../charts/chart";
import { onTimeOfWall, type OverviewCharts } from "../overview/charts";
import { drift, isRebuilt, minutesOld } from "../overview/wall";
import { embedded } from "../shell/frame";

const EVERY_MS = 30_000;
const LOOK_MS = 5_000;
const PATIENCE_MS = 20_000;

let fetchedAt = Date.now();
let chart: ECharts | undefined;

async function again(): Promise<void> {
  const wall = document.getElementById("wall");
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE_MS), credentials: "same-origin" });
    const page = new DOMParser().parseFromString(answer.ok && !answer.redirected ? await answer.text() : "", "text/html");
    const fresh = page.getElementById("wall");
    if (wall && fresh) {
      if (isRebuilt(document, page)) location.reload();
      wall.replaceWith(fresh);
      fetchedAt = Date.now();
      draw();
    }
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error; // no network, or too slow: see below
  }
  look();
}

function draw(): void {
  chart?.dispose();
  const [host, data] = [document.querySelector<HTMLElement>("#wall [data-chart]"), embedded<OverviewCharts>("overview-data")];
  chart = host && data ? drawChart(host, (theme) => onTimeOfWall(data, theme, innerHeight)) : undefined;
}

/** Say how old the news are, and stand where this hour puts the wall. */
function look(): void {
  const wall = document.getElementById("wall");
  const place = wall?.querySelector<HTMLElement>(".age");
  if (!wall || !place) return;
  const minutes = minutesOld(fetchedAt, Date.now());
  const [across, down] = drift(Date.now());
  wall.style.setProperty("--across", `${String(across)}px`);
  wall.style.setProperty("--down", `${String(down)}px`);
  wall.classList.toggle("is-old", minutes !== null);
  place.hidden = minutes === null;
  const words = minutes === null ? "" : (place.dataset["words"] ?? "").replace("{minutes}", String(minutes));
  if (place.textContent !== words) place.textContent = words;
}

draw();
look();
setInterval(() => void again(), EVERY_MS);
setInterval(look, LOOK_MS);
