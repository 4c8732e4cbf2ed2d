import type { Shape, Tone } from "../types";
import type { Theme } from "./theme";

const CACHE_LIMIT = 20_000;
/** No glyph of ours is wider than this share of the font size: short texts need no measuring. */
const WIDEST_GLYPH_EM = 1.05;

const OVERLOAD_INK = "rgba(90, 20, 0, 0.42)";

/** A canvas context that remembers what it was last told: setting font or colour is what costs. */
export class Pen {
  private font = "";
  private color = "";
  private size = 13;
  private fitted = new Map<string, string>();
  private readonly hatches = new Map<string, CanvasPattern | null>();
  ratio = 1;

  constructor(readonly context: CanvasRenderingContext2D, public theme: Theme) {}

  /** The canvas was resized or the theme has changed: nothing remembered holds any more. */
  reset(theme: Theme, ratio: number): void {
    this.theme = theme;
    this.ratio = ratio;
    this.hatches.clear();
    this.fitted.clear();
    this.forget();
  }

  /** After restore() the context's font and colour are no longer the ones set last. */
  forget(): void {
    this.font = "";
    this.color = "";
  }

  /** Moves a line to the device's grid of pixels, so that it stays sharp. */
  snap(length: number): number {
    return Math.round(length * this.ratio) / this.ratio;
  }
  get hairline(): number {
    return Math.max(1, Math.floor(this.ratio)) / this.ratio;
  }

  use(size: number, weight: number): void {
    const font = `${weight} ${size}px ${this.theme.family}`;
    if (font === this.font) return;
    this.font = font;
    this.size = size;
    this.context.font = font;
  }
  fill(color: string): void {
    if (color === this.color) return;
    this.color = color;
    this.context.fillStyle = color;
  }
  rect(color: string, x: number, y: number, width: number, height: number): void {
    this.fill(color);
    this.context.fillRect(x, y, width, height);
  }
  /** Horizontal hairline whose lower edge is at `bottom`. */
  rule(color: string, x: number, bottom: number, width: number): void {
    this.rect(color, x, this.snap(bottom) - this.hairline, width, this.hairline);
  }
  upright(color: string, right: number, y: number, height: number, width = this.hairline): void {
    this.rect(color, this.snap(right) - width, y, width, height);
  }

  /** Draws with the current font and colour; `align` says what `x` is. The middle of the line is at `y`. */
  text(text: string, x: number, y: number, room: number, align: CanvasTextAlign = "left"): void {
    if (text === "" || room <= 0) return;
    this.context.textAlign = align;
    this.context.fillText(this.fit(text, room), x, this.snap(y + this.size * 0.36));
  }
  width(text: string): number {
    return this.context.measureText(text).width;
  }

  /** Frames a rectangle from the inside. */
  frame(color: string, x: number, y: number, width: number, height: number, line: number): void {
    this.rect(color, x, y, width, line);
    this.rect(color, x, y + height - line, width, line);
    this.rect(color, x, y, line, height);
    this.rect(color, x + width - line, y, line, height);
  }
  rounded(color: string, x: number, y: number, width: number, height: number, radius: number): void {
    this.fill(color);
    this.context.beginPath();
    this.context.roundRect(x, y, width, height, radius);
    this.context.fill();
  }
  hatch(x: number, y: number, width: number, height: number, color = OVERLOAD_INK): void {
    const pattern = this.hatches.get(color) ?? this.makeHatch(color);
    this.hatches.set(color, pattern);
    if (!pattern) return;
    this.context.fillStyle = pattern;
    this.color = "";
    this.context.fillRect(x, y, width, height);
  }
  triangle(color: string, x: number, y: number, size: number): void {
    this.polygon(color, [[x, y], [x + size, y], [x, y + size]]);
  }
  /** The lower right half of a rectangle, from corner to corner. */
  corner(color: string, x: number, y: number, width: number, height: number): void {
    this.polygon(color, [[x + width, y], [x + width, y + height], [x, y + height]]);
  }
  chevron(color: string, x: number, y: number, open: boolean): void {
    const points: Corner[] = open ? [[x - 4, y - 2], [x, y + 2], [x + 4, y - 2]] : [[x - 2, y - 4], [x + 2, y], [x - 2, y + 4]];
    const { context } = this;
    context.beginPath();
    points.forEach(([px, py], index) => (index === 0 ? context.moveTo(px, py) : context.lineTo(px, py)));
    context.strokeStyle = color;
    context.lineWidth = 1.6;
    context.stroke();
  }

  /** A status sign of 8 px around (x, y). */
  shape(shape: Shape, color: string, x: number, y: number): void {
    if (shape === "square") this.rect(color, x - 3.5, y - 3.5, 7, 7);
    else if (shape === "triangle") this.polygon(color, [[x, y - 4], [x + 4.5, y + 4], [x - 4.5, y + 4]]);
    else if (shape === "diamond") this.polygon(color, [[x, y - 4.5], [x + 4.5, y], [x, y + 4.5], [x - 4.5, y]]);
    else {
      this.fill(color);
      this.context.beginPath();
      this.context.arc(x, y, 3.6, 0, Math.PI * 2);
      this.context.fill();
    }
  }

  /** A clock face of 10 px around (x, y). */
  clock(color: string, x: number, y: number, ground: string): void {
    const { context } = this;
    this.fill(color);
    context.beginPath();
    context.arc(x, y, 5, 0, Math.PI * 2);
    context.fill();
    context.strokeStyle = ground;
    context.lineWidth = 1.4;
    context.beginPath();
    context.moveTo(x, y - 3.2);
    context.lineTo(x, y);
    context.lineTo(x + 2.4, y + 1.4);
    context.stroke();
  }

  tone(tone: Tone): string {
    const { theme } = this;
    return { ok: theme.ok, warn: theme.warn, bad: theme.bad, accent: theme.accentInk, muted: theme.ink2, ink: theme.ink }[tone];
  }
  wash(tone: "ok" | "warn" | "bad" | "accent"): string {
    const { theme } = this;
    return { ok: theme.okWash, warn: theme.warnWash, bad: theme.badWash, accent: theme.accentWash }[tone];
  }

  private polygon(color: string, corners: readonly Corner[]): void {
    this.fill(color);
    this.context.beginPath();
    corners.forEach(([x, y], index) => (index === 0 ? this.context.moveTo(x, y) : this.context.lineTo(x, y)));
    this.context.closePath();
    this.context.fill();
  }

  private fit(text: string, room: number): string {
    if (text.length * this.size * WIDEST_GLYPH_EM <= room) return text;
    const key = `${this.font}|${Math.floor(room)}|${text}`;
    let fitted = this.fitted.get(key);
    if (fitted === undefined) {
      if (this.fitted.size >= CACHE_LIMIT) this.fitted.clear();
      fitted = this.shorten(text, room);
      this.fitted.set(key, fitted);
    }
    return fitted;
  }

  private shorten(text: string, room: number): string {
    if (this.width(text) <= room) return text;
    const letters = [...text];
    let low = 0;
    let high = letters.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.width(`${letters.slice(0, middle).join("")}…`) <= room) low = middle;
      else high = middle - 1;
    }
    return `${letters.slice(0, low).join("").trimEnd()}…`;
  }

  private makeHatch(color: string): CanvasPattern | null {
    const tileSize = Math.round(7 * this.ratio);
    const tile = document.createElement("canvas");
    tile.width = tileSize;
    tile.height = tileSize;
    const context = tile.getContext("2d");
    if (!context) return null;
    context.strokeStyle = color;
    context.lineWidth = 1.6 * this.ratio;
    for (const shift of [-tileSize, 0, tileSize]) {
      context.beginPath();
      context.moveTo(shift - 1, tileSize + 1);
      context.lineTo(shift + tileSize + 1, -1);
      context.stroke();
    }
    const pattern = this.context.createPattern(tile, "repeat");
    pattern?.setTransform(new DOMMatrix().scale(1 / this.ratio));
    return pattern;
  }
}

type Corner = readonly [number, number];
