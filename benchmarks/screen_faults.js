// What a picture of a page may hide: whether it scrolls sideways, which texts are cut off without a sign, and which of
// its controls and texts lie under something else. Evaluated in the page; returns sentences.
() => {
  const root = document.documentElement;
  const faults = [];
  const sideways = root.scrollWidth - root.clientWidth;
  if (sideways > 0) faults.push(`scrolls sideways by ${sideways} px`);

  const said = (element) => (element.textContent || element.getAttribute("aria-label") || "").trim().slice(0, 60);
  const clips = (style) => style.overflowX !== "visible" || style.overflowY !== "visible";

  // The part of an element that its scrolling and clipping ancestors leave to be seen now; null: nothing.
  const seenPart = (element) => {
    const box = element.getBoundingClientRect();
    let part = { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
    for (let up = element.parentElement; up; up = up.parentElement) {
      if (!clips(getComputedStyle(up)) || up === document.body || up === root) continue;
      const frame = up.getBoundingClientRect();
      part = {
        left: Math.max(part.left, frame.left), right: Math.min(part.right, frame.right),
        top: Math.max(part.top, frame.top), bottom: Math.min(part.bottom, frame.bottom),
      };
    }
    part.bottom = Math.min(part.bottom, innerHeight);
    return part.right - part.left > 2 && part.bottom - part.top > 2 && part.top >= 0 ? part : null;
  };

  const isShown = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.closest("[aria-hidden=true], .unseen, .skip");

  // One whose words end in "…" or that scrolls shows that there is more; one that simply ends does not.
  const isCut = (element) => {
    const style = getComputedStyle(element);
    const mutely = style.overflowX === "hidden" || style.overflowX === "clip";
    return mutely && style.textOverflow !== "ellipsis" && element.clientWidth > 2 && element.scrollWidth > element.clientWidth + 1;
  };

  const ownText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const isControl = (element) => element.matches("a[href], button, input, select, textarea, summary");

  for (const element of document.querySelectorAll("body *")) {
    if (!(ownText(element) || isControl(element)) || !isShown(element)) continue;
    if (isCut(element)) faults.push(`cut off: ${said(element)}`);
    const part = seenPart(element);
    if (part === null) continue;
    const box = element.getBoundingClientRect();
    if (part.right > root.clientWidth + 1) faults.push(`beyond the right edge: ${said(element)}`);
    const isPartly = part.right - part.left < box.width - 1 && !element.closest("[role=grid], canvas, table");
    const top = document.elementFromPoint((part.left + part.right) / 2, (part.top + part.bottom) / 2);
    if (!top || top === element || element.contains(top) || top.contains(element) || top.closest("label")?.contains(element)) {
      const holder = element.parentElement?.closest("*");
      if (isPartly && holder && getComputedStyle(holder).overflowX === "hidden") faults.push(`half hidden: ${said(element)}`);
      continue;
    }
    if (!top.closest("dialog, [role=dialog], [role=tooltip], [popover]")) faults.push(`covered: ${said(element)}`);
  }
  return [...new Set(faults)];
}
