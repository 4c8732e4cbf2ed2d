import { expect, it } from "vitest";

import type { Theme } from "../grid/view/theme";
import { calmOf } from "./calm";

const theme = { heat: [], ok: "#0a0", accent: "#00f", ink: "#000", ink2: "#333", edited: "#ff0", line: "#ccc" } as unknown as Theme;

it("puts lots and nervousness on an axis each", () => {
  const { yAxis, series } = calmOf({ plans: ["1.2", "2.1"], lots: [68, 3], nervousness: [4840, 12] }, theme) as {
    yAxis: { name: string }[]; series: { data: number[]; yAxisIndex?: number }[];
  };

  expect(yAxis.map(({ name }) => name)).toEqual(["lots", "nervousness"]);
  expect(series.map(({ data, yAxisIndex = 0 }) => [yAxisIndex, data])).toEqual([[0, [68, 3]], [1, [4840, 12]]]);
});
