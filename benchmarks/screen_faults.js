// What a picture of a page may hide: whether it scrolls sideways, which texts are cut off without a sign, and which of
// its controls and texts lie under something else. Evaluated in the page; returns sentences.
() => {
  const root = document.documentElement;
  const faults = [];
  const sideways = root.scrollWidth - root.clientWidth;
  if (sideways > 0) faults.push(`scrolls sideways by ${sideways} px`);

  const said = (element) => (element.textContent || element.getAttribute("aria-label") || "").trim().slice(0, 60);
  const clips = (style) => style.overflowX !== "visible" || style.overflowY !== "visible";
  const isMutely = (style) => (style.overflowX === "hidden" || style.overflowX === "clip") && style.textOverflow !== "ellipsis";

  // The part of an element that its scrolling and clipping ancestors leave to be seen now (null: nothing), and whether
  // one of them takes a piece of its width away without a sign: neither a scroll bar nor "…".
  const seenPart = (element) => {
    const box = element.getBoundingClientRect();
    let part = { left: box.left, right: box.right, top: box.top, bottom: box.bottom, isHalf: false };
    for (let up = element.parentElement; up; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (!clips(style) || up === document.body || up === root) continue;
      const frame = up.getBoundingClientRect();
      const isMute = isMutely(style) && !element.closest("[role=grid], table");
      part = {
        left: Math.max(part.left, frame.left), right: Math.min(part.right, frame.right),
        top: Math.max(part.top, frame.top), bottom: Math.min(part.bottom, frame.bottom),
        isHalf: part.isHalf || (isMute && (part.right > frame.right + 1 || part.left < frame.left - 1)),
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
    return isMutely(style) && element.clientWidth > 2 && element.scrollWidth > element.clientWidth + 1;
  };

  const ownText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const isControl = (element) => element.matches("a[href], button, input, select, textarea, summary");

  for (const element of document.querySelectorAll("body *")) {
    if (!(ownText(element) || isControl(element)) || !isShown(element)) continue;
    if (isCut(element)) faults.push(`cut off: ${said(element)}`);
    const part = seenPart(element);
    if (part === null) continue;
    if (part.right > root.clientWidth + 1) faults.push(`beyond the right edge: ${said(element)}`);
    if (part.isHalf) faults.push(`half hidden: ${said(element)}`);
    const top = document.elementFromPoint((part.left + part.right) / 2, (part.top + part.bottom) / 2);
    const isOnTop = !top || element.contains(top) || top.contains(element) || top.closest("label")?.contains(element);
    if (!isOnTop && !top.closest("dialog, [role=dialog], [role=tooltip], [popover]")) faults.push(`covered: ${said(element)}`);
  }
  return [...new Set(faults)];
}
