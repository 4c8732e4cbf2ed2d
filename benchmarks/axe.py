"""What axe has against a page: WCAG 2.2 AA and best practice. Needs the driver and axe, which the tests bring."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOTION_ENDS = """() => Promise.allSettled(document.getAnimations()
    .filter(motion => motion.effect?.getComputedTiming().iterations !== Infinity).map(motion => motion.finished))"""
RUN = "rules => axe.run({runOnly: {type: 'tag', values: rules}}).then(found => found.violations)"


def violations_of(page: Page) -> list[str]:
    """Return what axe finds on a page: the rule and the element. `evaluate` passes our content security policy."""
    page.evaluate(MOTION_ENDS)  # what is still fading in has no contrast yet
    page.evaluate(AXE_SCRIPT)
    return [f"{fault['id']}: {node['html'][:160]}" for fault in page.evaluate(RUN, RULES) for node in fault["nodes"]]
