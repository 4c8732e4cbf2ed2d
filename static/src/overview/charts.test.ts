import { expect, it } from "vitest";

import type { Theme } from "../grid/view/theme";
import { optionsOf, type OverviewCharts } from "./charts";

const theme = { heat: [], ok: "#0a0", accent: "#00f", ink: "#000", ink2: "#333", edited: "#ff0", line: "#ccc" } as unknown as Theme;
const DATA: OverviewCharts = {
  onTime: { days: [], percent: [] }, demand: { months: [], booked: [], forecast: [] },
  load: { weeks: ["W50"], hours: [288.8], available: [280], withOvertime: [290] },
};

it("shows what is available without overtime and with it", () => {
  const { series } = optionsOf("load", DATA, theme) as { series: { name: string; data: number[] }[] };

  expect(series.map(({ name, data }) => [name, ...data])).toEqual([["Load", 288.8], ["Available, plus overtime in the plan", 290], ["Available without overtime", 280]]);
});
