import { describe, expect, it } from "vitest";

import { badgeWords } from "../shell/badges";
import type { Option, Promised } from "./promise";
import { isInDanger, secondsLeft } from "./promise";
import { backingWords, neededWords, optionDetail, optionTitle, recordWords, slackWords } from "./words";

const PROMISE: Promised = {
  id: 1, state: "confirmed", standing: "not_kept", order: "P-1", line: 1, order_line: 1, customer: "ACME", customer_name: "", site: "S1",
  item: "PUMP", item_name: "", unit: "EA", quantity: 10, promised_date: "2026-03-02", planned_date: "2026-03-04", slack_days: -2,
  first_quantity: 10, first_date: "2026-03-02", held_until: null, probability: null, slack_days_80: null, made_by: "", backing: [],
};
const OPTION: Option = { way: "later", date: "2026-03-04", quantity: 10, site: "S1", doable: true, probability: null, rest_date: null, minutes: 0, cost: 0 };

describe("what the slack is held against", () => {
  it.each([[null, ""], [0, ""], [1, "1 working day makes it 80 per cent sure"], [3, "3 working days make it 80 per cent sure"], [61, "No slack makes it 80 per cent sure"]])("of %s days is %s", (needed, words) => {
    expect(neededWords(needed)).toBe(words);
  });
});

describe("ways to mend", () => {
  it.each(["later", "part", "other_site", "overtime", "ahead"] as const)("have a title and a detail, also without a day: %s", (way) => {
    const one = { ...OPTION, way, date: null };
    expect(optionTitle(one, PROMISE)).not.toBe("");
    expect(optionDetail(one, "")).not.toBe("");
  });

  it("say who can ask where one can't oneself", () => {
    expect(optionDetail({ ...OPTION, way: "ahead", doable: false }, "EUR")).toContain("planner");
  });

  it("say how sure a later day is, where that is known", () => {
    expect(optionDetail({ ...OPTION, probability: 0.8 }, "")).toContain("80%");
    expect(optionDetail(OPTION, "")).not.toContain("%");
  });
});

describe("a promise", () => {
  it("says by how much it is late", () => {
    expect(slackWords(-1)).toBe("1 working day late");
    expect(slackWords(3)).toBe("3 working days");
    expect(slackWords(null)).toBe("–");
  });

  it("counts down only while it is held", () => {
    const held = { ...PROMISE, state: "held", held_until: "2026-03-02T10:00:30Z" };
    expect(secondsLeft(held, Date.parse("2026-03-02T10:00:00Z"))).toBe(30);
    expect(secondsLeft({ ...held, state: "confirmed" }, 0)).toBeNull();
  });

  it("is in danger only while something can be done", () => {
    expect(isInDanger(PROMISE)).toBe(true);
    expect(isInDanger({ ...PROMISE, state: "shipped", standing: "broken" })).toBe(false);
  });

  it("names hours of a work centre, not minutes", () => {
    expect(backingWords({ kind: "minutes", code: "WC1", day: "2026-03-02", quantity: 90 })).toContain("1.5 h");
  });
});

describe("the record", () => {
  it("claims nothing of nothing", () => {
    expect(recordWords({ kept: 0, given: 0, share: null, low: null, high: null })).toBe("No promise has come due yet.");
  });

  it("says the number and the bounds of chance", () => {
    const words = recordWords({ kept: 41, given: 44, share: 41 / 44, low: 0.82, high: 0.98 });
    expect(words).toContain("41 of 44");
    expect(words).toContain("82%");
  });
});

describe("the badge", () => {
  it("does not count on for ever", () => {
    expect(badgeWords(7)).toBe("7");
    expect(badgeWords(100)).toBe("99+");
  });
});
