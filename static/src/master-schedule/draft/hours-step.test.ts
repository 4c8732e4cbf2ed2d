import { describe, expect, it } from "vitest";

import { availableWith, lastDayWorked } from "./added-time";
import { hoursStep, hoursStepsOf, type TypedHours } from "./hours-step";
import type { OtherStep } from "./steps";

const planned = { today: "2026-01-05", end: "2027-01-04" };
const typed: TypedHours = { change: "overtime", hours: "2,5", from: "2026-01-12", to: "2026-01-16" };

describe("hours that a person types", () => {
  it("are a step of the draft, in minutes a day", () => {
    expect(hoursStep(3, typed, planned)).toEqual({ kind: "capacity", work_center_id: 3, from: "2026-01-12", to: "2026-01-16", minutes_per_day: 150, change: "overtime" });
  });

  it("name the field that can't be read", () => {
    expect(hoursStep(3, { ...typed, hours: "many" }, planned)).toMatchObject({ field: "hours" });
    expect(hoursStep(3, { ...typed, hours: "" }, planned)).toMatchObject({ field: "hours" });
    expect(hoursStep(3, { ...typed, hours: "-2" }, planned)).toMatchObject({ field: "hours" });
    expect(hoursStep(3, { ...typed, hours: "0" }, planned)).toMatchObject({ field: "hours" });
    expect(hoursStep(3, { ...typed, from: "soon" }, planned)).toMatchObject({ field: "from" });
    expect(hoursStep(3, { ...typed, from: "2026-01-04" }, planned)).toMatchObject({ field: "from" });
    expect(hoursStep(3, { ...typed, to: "2026-01-09" }, planned)).toMatchObject({ field: "to" });
    expect(hoursStep(3, { ...typed, to: "2027-01-04" }, planned)).toMatchObject({ field: "to" });
  });

  it("reckon the last day from the first", () => {
    expect(hoursStep(3, { ...typed, to: "+1w" }, planned)).toMatchObject({ to: "2026-01-19" });
  });
});

describe("the last day that is offered", () => {
  const days = Array.from({ length: 14 }, (_day, at) => `2026-01-${String(at + 5).padStart(2, "0")}`);
  const plan = { bucket_starts: days, horizon_end: "2026-01-19", load: { available: [days.map((_day, at) => (at % 7 < 5 ? 480 : 0))] } };

  it("is one on which the work centre works, where there is one", () => {
    expect(lastDayWorked(plan, 0, { first: "2026-01-05", last: "2026-01-11" })).toBe("2026-01-09");
    expect(lastDayWorked(plan, 0, { first: "2026-01-05", last: "2026-01-07" })).toBe("2026-01-07");
    expect(lastDayWorked(plan, 0, { first: "2026-01-10", last: "2026-01-11" })).toBe("2026-01-11");
  });
});

describe("hours that are added", () => {
  it("are of no holiday at the end of a week, where the site works on such weekdays", () => {
    // Single days of one week, then two whole weeks; the site rests on the Friday of the second.
    const days = Array.from({ length: 7 }, (_day, at) => `2026-01-${String(at + 12).padStart(2, "0")}`);
    const plan = {
      bucket_starts: [...days, "2026-01-19", "2026-01-26"], horizon_end: "2026-02-02",
      finish_days: ["2026-01-12", "2026-01-13", "2026-01-14", "2026-01-15", "2026-01-16", "2026-01-16", "2026-01-16", "2026-01-22", "2026-01-30"],
      load: { available: [[480, 480, 480, 480, 480, 0, 0, 1920, 2400]] },
    };
    const shift: OtherStep = { kind: "capacity", work_center_id: 3, from: "2026-01-19", to: "2026-02-01", minutes_per_day: 60, change: "shift" };
    expect(availableWith(plan, 0, [shift]).slice(-2)).toEqual([1920 + 240, 2400 + 300]);
    expect(lastDayWorked(plan, 0, { first: "2026-01-19", last: "2026-01-25" })).toBe("2026-01-22");
  });
});

describe("the steps of a draft", () => {
  const step: OtherStep = { kind: "capacity", work_center_id: 3, from: "2026-01-12", to: "2026-01-16", minutes_per_day: 60, change: "shift" };

  it("are found by their work centre and days", () => {
    const days = { first: "2026-01-16", last: "2026-01-22" };
    expect(hoursStepsOf([step], 3, days)).toEqual([step]);
    expect(hoursStepsOf([step], 4, days)).toEqual([]);
    expect(hoursStepsOf([step], 3, { first: "2026-01-17", last: "2026-01-22" })).toEqual([]);
    expect(hoursStepsOf([{ kind: "firm", lot_key: "P-1" }], 3, days)).toEqual([]);
  });
});
