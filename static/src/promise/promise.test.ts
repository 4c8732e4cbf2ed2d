import { describe, expect, it } from "vitest";

import type { Standing } from "../shell/frame";
import { type Answered, isBetterThan, isLate, slackOf, type Way } from "./answer";
import { barHeight, drawnWeeks, shownQuantity, ticks } from "./bars";
import { changeWords, offerOf } from "./deal";
import { questionOf } from "./question";
import { surenessText } from "./sureness";

const TODAY = "2026-03-04";
const typed = (item: string, quantity: string, wanted = ""): ReturnType<typeof questionOf> => questionOf({ item, quantity, wanted, customer: "" }, TODAY);

const STANDING: Standing = { site: "S1", order_revision: 1, planned_revision: 1, waiting: 0, plan_id: 1, published_at: null, plan_age_seconds: 1, waiting_seconds: 0, outcome: "feasible", stuck: false, running: false };

function answer(changes: Partial<Answered>): Answered {
  return {
    state: "answered", standing: STANDING, item: { code: "P", name: "Pump", unit: "EA" }, customer: null, quantity: 40, wanted_date: "2026-03-16", due_date: "2026-03-16", horizon_last_date: "2026-09-06",
    earliest_date: "2026-03-26", delivery_date: "2026-03-26", from_uncommitted: 0, sureness: null, ways: [], weeks: [], why_not: "", ...changes,
  };
}

describe("the scale", () => {
  it.each([[0, [0]], [1, [0, 1]], [7, [0, 5, 10]], [20, [0, 10, 20]], [130, [0, 100, 200]], [0.3, [0, 0.2, 0.4]]])("to %d has lines at %j", (highest, lines) => {
    expect(ticks(highest).map((line) => Math.round(line * 1000) / 1000)).toEqual(lines);
  });
});

describe("a day that is surer", () => {
  it("is held on what is ready before", () => {
    const way: Way = { kind: "sure_80", deliveries: [{ quantity: 40, date: "2026-03-30" }], ready_date: "2026-03-26", texts: {} };
    expect(offerOf(answer({ ways: [way] }), way, "S1").lines).toEqual([
      { item: "P", quantity: 40, requested_date: "2026-03-16", date: "2026-03-30", overtime: false, ready_date: "2026-03-26" },
    ]);
  });
});

describe("a question", () => {
  it("needs an item and a quantity", () => {
    expect(typed("", "5").state).toBe("empty");
    expect(typed("P-1", " ").state).toBe("empty");
  });
  it.each([["４０", 40], ["1,200", 1200], ["2.5", 2.5]])("reads %s as %d", (text, quantity) => {
    expect(typed("P-1", text)).toEqual({ state: "ready", item: "P-1", quantity, wanted: "", customer: "" });
  });
  it.each(["0", "-3", "many"])("refuses %s pieces", (text) => {
    expect(typed("P-1", text)).toMatchObject({ state: "wrong", field: "quantity" });
  });
  it.each([["3/16", "2026-03-16"], ["3月16日", "2026-03-16"], ["+1w", "2026-03-11"], ["３／１６", "2026-03-16"]])("reads the day %s", (text, wanted) => {
    expect(typed("P-1", "5", text)).toMatchObject({ state: "ready", wanted });
  });
  it("says which field it can't read", () => {
    expect(typed("P-1", "5", "2026-02-30")).toMatchObject({ state: "wrong", field: "wanted" });
  });
});

describe("a quantity that nobody can order", () => {
  it.each(["0", "-5"])("is refused in the same words: %s", (text) => {
    expect(typed("P-1", text)).toMatchObject({ state: "wrong", reason: "The quantity must be greater than 0." });
  });
});

describe("slack", () => {
  it("counts the days after the wanted one", () => {
    expect(slackOf(answer({}))).toEqual({ kind: "late", days: 10 });
  });
  it("is on time where the wanted day holds, and tells how much sooner could be", () => {
    expect(slackOf(answer({ earliest_date: "2026-03-12", delivery_date: "2026-03-16" }))).toEqual({ kind: "on-time", earlierDays: 4, isDayBefore: false });
  });
  it("is on time on the working day before a Sunday", () => {
    const sunday = answer({ wanted_date: "2026-03-15", due_date: "2026-03-13", earliest_date: "2026-03-12", delivery_date: "2026-03-13" });
    expect(slackOf(sunday)).toEqual({ kind: "on-time", earlierDays: 1, isDayBefore: true });
  });
  it("needs a wanted day and a date", () => {
    expect(slackOf(answer({ wanted_date: null }))).toBeNull();
    expect(slackOf(answer({ delivery_date: null }))).toBeNull();
  });
});

describe("bars", () => {
  const week = { first_date: "2026-03-23", last_date: "2026-03-29", quantity: 10, cumulative_quantity: 10 };
  it("show at least what is promised in the promised week", () => {
    expect(shownQuantity(week, answer({}))).toBe(40);
    expect(shownQuantity({ ...week, first_date: "2026-03-30", last_date: "2026-04-05" }, answer({}))).toBe(10);
  });
  it("add the weeks of dates that lie behind the weeks shown, each once", () => {
    const firsts = (changes: Partial<Answered>): string[] => drawnWeeks(answer({ weeks: [week], ...changes })).map(({ first_date }) => first_date);
    expect(firsts({ delivery_date: "2026-04-21", wanted_date: "2026-04-15" })).toEqual(["2026-03-23", "2026-04-13", "2026-04-20"]);
    expect(firsts({ delivery_date: "2026-04-21", wanted_date: "2026-04-20" })).toEqual(["2026-03-23", "2026-04-20"]);
    expect(firsts({})).toEqual(["2026-03-23"]);
    expect(firsts({ delivery_date: null })).toEqual(["2026-03-23"]);
  });
  it("can be seen when they are small, and do not break when all are empty", () => {
    expect(barHeight(1, 1_000_000)).toBe(barHeight(0, 0));
    expect(barHeight(5, 5)).toBeGreaterThan(barHeight(4, 5));
  });
});

describe("what changed since somebody else took it", () => {
  const before = answer({ ways: [] });
  const way = { kind: "whole" as const, deliveries: [{ quantity: 40, date: "2026-03-26" }], texts: {} };
  it("names the old and the new date of the same way", () => {
    const now = answer({ ways: [{ ...way, deliveries: [{ quantity: 40, date: "2026-03-27" }] }] });
    expect(changeWords({ answer: before, way }, now)).toMatch(/instead of 40 EA on 26 Mar.* it is now 40 EA on 27 Mar/);
  });
  it("says where a way is gone", () => {
    expect(changeWords({ answer: before, way }, before)).toContain("is not possible any more");
  });
});

describe("how sure a date is", () => {
  const sureness = { probability: 0.998, date_80: "2026-03-12", date_95: null };
  it("says both dates, and never that what is made is certain", () => {
    expect(surenessText({ sureness })).toContain("99 % sure");
    expect(surenessText({ sureness })).toContain("no date");
  });
  it("says where it rests on stock alone, and where nothing is known", () => {
    expect(surenessText({ sureness: { ...sureness, probability: 1 } })).toContain("stock");
    expect(surenessText({ sureness: null })).toContain("Not enough");
  });
});

describe("a way that is held", () => {
  const way = (changes: Partial<Way>): Way => ({ kind: "overtime", deliveries: [{ quantity: 40, date: "2026-03-18" }], texts: {}, ...changes });

  it("says that it may work overtime, at the site of the page", () => {
    expect(offerOf(answer({}), way({}), "S1")).toMatchObject({ site: "S1", lines: [{ item: "P", quantity: 40, requested_date: "2026-03-16", date: "2026-03-18", overtime: true }] });
  });
  it("is held at the other site where that is the way", () => {
    expect(offerOf(answer({}), way({ kind: "site", site: { code: "S2", name: "Graz" } }), "S1")).toMatchObject({ site: "S2", lines: [{ overtime: false }] });
  });
  it("is better where it is sooner, or where there is no date at all", () => {
    expect(isBetterThan(way({}), answer({}))).toBe(true);
    expect(isBetterThan(way({}), answer({ delivery_date: "2026-03-18" }))).toBe(false);
    expect(isBetterThan(way({}), answer({ delivery_date: null }))).toBe(true);
  });
  it("is looked for only where the answer is later than wanted", () => {
    expect(isLate(answer({}))).toBe(true);
    expect(isLate(answer({ delivery_date: "2026-03-16" }))).toBe(false);
  });
});
