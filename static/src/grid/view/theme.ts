/** The page's tokens as plain colours, because a canvas cannot read custom properties. */

export interface Heat {
  readonly ground: string;
  readonly ink: string;
  readonly hatched: boolean;
}

export interface Theme {
  readonly surface: string;
  readonly surface2: string;
  readonly sunken: string;
  readonly line: string;
  readonly line2: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly accent: string;
  readonly accentInk: string;
  readonly accentWash: string;
  readonly ok: string;
  readonly okWash: string;
  readonly warn: string;
  readonly warnWash: string;
  readonly bad: string;
  readonly badWash: string;
  readonly edited: string;
  readonly family: string;
  /** 0, 25, 50, 75, 100 %, then over 100, 110, 125. */
  readonly heat: readonly Heat[];
  /** Row height that the page's density asks for. */
  readonly rowHeight: number;
}

const FORCED: Readonly<Record<string, string>> = {
  "--surface": "Canvas", "--surface-2": "Canvas", "--sunken": "Canvas",
  "--line": "GrayText", "--line-2": "GrayText",
  "--ink": "CanvasText", "--ink-2": "CanvasText", "--ink-3": "CanvasText",
  "--accent": "Highlight", "--accent-ink": "LinkText", "--accent-wash": "Canvas",
  "--ok": "CanvasText", "--ok-wash": "Canvas", "--warn": "CanvasText", "--warn-wash": "Canvas",
  "--bad": "CanvasText", "--bad-wash": "Canvas", "--edited": "Highlight",
};

const HEAT_TOKENS = [
  "--heat-0", "--heat-25", "--heat-50", "--heat-75", "--heat-100",
  "--heat-over-100", "--heat-over-110", "--heat-over-125",
] as const;

export function readTheme(element: Element): Theme {
  const style = getComputedStyle(element);
  const forced = matchMedia("(forced-colors: active)").matches;
  const read = (name: string): string => {
    const system = forced ? FORCED[name] : undefined;
    return system ?? (style.getPropertyValue(name).trim() || "#888888");
  };
  return {
    surface: read("--surface"), surface2: read("--surface-2"), sunken: read("--sunken"),
    line: read("--line"), line2: read("--line-2"),
    ink: read("--ink"), ink2: read("--ink-2"), ink3: read("--ink-3"),
    accent: read("--accent"), accentInk: read("--accent-ink"), accentWash: read("--accent-wash"),
    ok: read("--ok"), okWash: read("--ok-wash"), warn: read("--warn"), warnWash: read("--warn-wash"),
    bad: read("--bad"), badWash: read("--bad-wash"), edited: read("--edited"),
    family: style.fontFamily || "sans-serif",
    heat: HEAT_TOKENS.map((name, index) => heat(read(name), forced, index >= 6)),
    rowHeight: Number.parseFloat(style.getPropertyValue("--row-height")) || 28,
  };
}

/** Step of the scale for a load in per cent. */
export function heatStep(percent: number): number {
  if (percent > 125) return 7;
  if (percent > 110) return 6;
  if (percent > 100) return 5;
  return Math.max(0, Math.min(4, Math.floor(percent / 20)));
}

function heat(ground: string, forced: boolean, hatched: boolean): Heat {
  if (forced) return { ground: "Canvas", ink: "CanvasText", hatched };
  const luminance = relativeLuminance(ground);
  // Whichever of near-black and white stands out more (WCAG contrast, 0.0081 = luminance of #131a22).
  const onDark = 1.05 / (luminance + 0.05);
  const onLight = (luminance + 0.05) / (0.0081 + 0.05);
  return { ground, ink: onDark > onLight ? "#ffffff" : "#131a22", hatched };
}

function relativeLuminance(hex: string): number {
  const full = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (!full) return 0.5;
  const [red = 0, green = 0, blue = 0] = full.slice(1).map((pair) => {
    const share = Number.parseInt(pair, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Calls `changed` whenever the tokens may have other values. Returns how to stop. */
export function watchTheme(changed: () => void): () => void {
  const queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener("change", changed);
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["class", "style", "lang", "data-theme", "data-density"] });
  return () => {
    for (const query of queries) query.removeEventListener("change", changed);
    observer.disconnect();
  };
}
