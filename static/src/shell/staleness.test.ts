import { describe, expect, it } from "vitest";

import type { Standing } from "./frame";
import { useCatalogue } from "./i18n";
import { freshness, type Known, words } from "./staleness";

const STANDING: Standing = {
  site: "S1", order_revision: 8, planned_revision: 8, waiting: 0, plan_id: 3, published_at: null, plan_age_seconds: 4,
  waiting_seconds: 0, outcome: "optimal", stuck: false, running: false,
};

function known(changes: Partial<Standing> = {}, more: Partial<Known> = {}): Known {
  return { standing: { ...STANDING, ...changes }, heardAt: 0, behindSince: null, silentSince: null, isCut: false, ...more };
}

describe("the plan's freshness", () => {
  it("is told by revision, waiting changes and age", () => {
    expect(words(known(), 3000)).toBe("Planned revision 8 of 8 · 7 s ago");
    expect(freshness(known(), 3000)).toBe("fresh");
  });

  it("turns amber when changes wait for long, red after a minute", () => {
    const behind = known({ order_revision: 9, waiting: 1 }, { behindSince: 0 });
    expect(freshness(behind, 9_000)).toBe("waiting");
    expect(freshness(behind, 40_000)).toBe("behind");
    expect(words(behind, 40_000)).toBe("Plan is 40 s behind · Planned revision 8 of 9 · 1 change waiting");
    expect(freshness(behind, 61_000)).toBe("old");
  });

  it("says that the connection is lost, and how old the data is", () => {
    const lost = known({}, { silentSince: 0 });
    expect(freshness(lost, 9_000)).toBe("fresh");
    expect(words(lost, 125_000)).toBe("Connection lost, data 2 min old");
    expect(freshness(lost, 125_000)).toBe("old");
  });

  it("does not look well while one is offline, or a change can't be sent", () => {
    const cut = known({}, { isCut: true });
    expect(freshness(cut, 0)).toBe("behind");
    expect(words(cut, 3000)).toBe("Connection lost, data 3 s old");
  });

  it("says so when there is no plan, or planning is stuck", () => {
    expect(words(known({ plan_id: null }), 0)).toBe("No plan yet");
    expect(words(known({ stuck: true, waiting: 2, order_revision: 10 }), 0)).toContain("Planning is stuck");
  });

  it("speaks the page's language, with the one plural form that Chinese has", () => {
    useCatalogue({ "Planned revision {planned} of {ordered}": "已计划 {planned}/{ordered}", "{count} change waiting": ["{count} 项待计划"], "{age} ago": "{age}前", "{n} s": "{n} 秒" });
    expect(words(known({ order_revision: 10, waiting: 2 }), 3000)).toBe("已计划 8/10 · 2 项待计划 · 7 秒前");
    useCatalogue({});
  });
});
