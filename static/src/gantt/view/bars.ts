/** Draws bars: how firm one is by its ground, how late by shape and colour, what is locked by a lock. */

import type { Pen } from "../../grid/view/pen";
import { number } from "../../shell/i18n";
import { BEFORE_PX, namePx, SIGN_PX, type Span } from "../model/lanes";
import type { Bar } from "../model/world";

const RADIUS_PX = 3;
const STRIPE_PX = 3;
/** Narrower ones show no sign, no text. */
const SIGN_FROM_PX = 15;
const TEXT_FROM_PX = 44;
const DIGIT_PX = 6.5;
const FADED = 0.42;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Look {
  readonly isFaded: boolean;
  readonly isChosen: boolean;
  /** Where what is in sight begins: there stands the text of a bar that began before. */
  readonly left: number;
  /** Pixels beside each of its parts that its name takes; 0: none. */
  readonly beside: readonly number[];
}

/** Of a lane, a bar leaves this much free. */
export const LANE_GAP_PX = 3;
/** As much of the line that joins the parts of a bar is always shown. */
const STUB_PX = 7;

export class BarPainter {
  constructor(private readonly pen: Pen) {}

  /** Between its parts it books nothing: a line joins them where it is chosen, and else shows only that it goes on. */
  draw(bar: Bar, box: Box, parts: readonly Span[], look: Look): void {
    const { context } = this.pen;
    if (parts.length > 1) {
      context.globalAlpha = look.isFaded ? FADED / 2 : FADED;
      this.joints(this.colours(bar)[0], box, parts, look);
    }
    context.globalAlpha = look.isFaded ? FADED : 1;
    parts.forEach(([x, width], at) => { this.part(bar, { ...box, x, width }, look, look.beside[at] ?? 0); });
    context.globalAlpha = 1;
  }

  private joints(color: string, { y, height }: Box, parts: readonly Span[], { isChosen, beside }: Look): void {
    const line = (from: number, to: number): void => { this.pen.rect(color, from, y + height / 2 - 1, to - from, 2); };
    for (let at = 1; at < parts.length; at += 1) {
      const [from, to] = [(parts[at - 1]?.[0] ?? 0) + (parts[at - 1]?.[1] ?? 0), parts[at]?.[0] ?? 0];
      const name = from + (beside[at - 1] ?? 0);
      if (isChosen || to - name <= 2 * STUB_PX) line(name, to);
      else {
        line(name, name + STUB_PX);
        line(to - STUB_PX, to);
      }
    }
  }

  private part(bar: Bar, box: Box, look: Look, beside: number): void {
    const { pen } = this;
    const [ink, wash] = this.colours(bar);
    pen.rounded(pen.theme.surface, box.x, box.y, box.width, box.height, RADIUS_PX);
    pen.rounded(wash, box.x, box.y, box.width, box.height, RADIUS_PX);
    if (bar.isFirm) this.veil(ink, box);
    if (bar.released) this.progress(ink, box, bar.released.share);
    this.outline(look.isChosen ? ink : this.edge(bar, ink), box, look.isChosen ? 1.8 : 1, look.isChosen ? 1 : 0.55, false);
    pen.rect(ink, box.x, box.y, Math.min(STRIPE_PX, box.width), box.height);
    if (box.width < SIGN_FROM_PX) this.small(bar, ink, box);
    if (beside > 0) this.name(bar, { ...box, x: box.x + box.width - STRIPE_PX, width: beside }, ink, bar.code);
    else this.inside(bar, insideOf(box, look.left), ink);
    if (bar.isMoved || bar.isRerouted) this.outline(pen.theme.edited, box, Math.min(2, box.width / 4), 1, false);
  }

  /** Where a bar stood before the draft moved it, or while it is dragged. */
  ghost(box: Box, color: string): void {
    this.outline(color, box, 1.5, 1, true);
  }

  /** One of several that are chosen. */
  selected(box: Box): void {
    this.frame(this.pen.theme.accent, box, 1.5, 1.5);
  }

  focus(box: Box): void {
    const { accent, surface } = this.pen.theme;
    this.frame(surface, box, 1.5, 3);
    this.frame(accent, box, 3, 2);
  }

  private colours({ status }: Bar): readonly [ink: string, wash: string] {
    const { theme } = this.pen;
    if (status === "late") return [theme.bad, theme.badWash];
    return status === "at_risk" ? [theme.warn, theme.warnWash] : [theme.accent, theme.accentWash];
  }

  private edge({ isFirm }: Bar, ink: string): string {
    return isFirm ? this.pen.theme.ink2 : ink;
  }

  private veil(ink: string, { x, y, width, height }: Box): void {
    const { context } = this.pen;
    const before = context.globalAlpha;
    context.globalAlpha = before * 0.22;
    this.pen.rounded(ink, x, y, width, height, RADIUS_PX);
    context.globalAlpha = before;
  }

  private progress(ink: string, { x, y, width, height }: Box, share: number): void {
    const { context } = this.pen;
    const before = context.globalAlpha;
    context.globalAlpha = before * 0.35;
    this.pen.rect(ink, x, y, width * share, height);
    context.globalAlpha = before;
    this.pen.rect(ink, x, y + height - 3, width * share, 3);
  }

  private inside(bar: Bar, box: Box, ink: string): void {
    const name = namePx(bar);
    const more = ` · ${number(bar.quantity)}`;
    if (box.width >= name + more.length * DIGIT_PX) this.name(bar, box, ink, bar.code + more);
    else this.name(bar, box, ink, box.width >= Math.min(TEXT_FROM_PX, name) ? bar.code : "");
  }

  /** Signs and name from the left edge of a box on, as far as there is room. */
  private name(bar: Bar, { x, y, width, height }: Box, ink: string, text: string): void {
    const { pen } = this;
    const middle = y + height / 2;
    let at = x + BEFORE_PX;
    const shape = bar.status === "late" ? "square" : bar.status === "at_risk" ? "triangle" : null;
    if (shape && width >= SIGN_FROM_PX) {
      pen.shape(shape, ink, at + 3, middle);
      at += SIGN_PX;
    }
    if (bar.isLocked && x + width - at >= SIGN_FROM_PX - 4) {
      this.lock(pen.theme.ink2, at + 3, middle);
      at += SIGN_PX;
    }
    if (text === "") return;
    pen.use(11, 500);
    pen.fill(pen.theme.ink);
    pen.text(text, at, middle, x + width - at - 3);
  }

  /** No room for a sign: what is late is filled, what is at risk half of it, from corner to corner. */
  private small({ status }: Bar, ink: string, { x, y, width, height }: Box): void {
    if (status === "late") this.pen.rounded(ink, x, y, width, height, RADIUS_PX);
    else if (status === "at_risk") this.pen.corner(ink, x, y, width, height);
  }

  private lock(color: string, x: number, y: number): void {
    const { context } = this.pen;
    this.pen.rect(color, x - 3.5, y - 0.5, 7, 5);
    context.strokeStyle = color;
    context.lineWidth = 1.4;
    context.beginPath();
    context.arc(x, y - 0.5, 2.4, Math.PI, 0);
    context.stroke();
  }

  private outline(color: string, { x, y, width, height }: Box, line: number, alpha: number, isDashed: boolean): void {
    const { context } = this.pen;
    const before = context.globalAlpha;
    context.globalAlpha = before * alpha;
    context.strokeStyle = color;
    context.lineWidth = line;
    context.setLineDash(isDashed ? [4, 3] : []);
    context.beginPath();
    context.roundRect(x + line / 2, y + line / 2, Math.max(1, width - line), height - line, RADIUS_PX);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = before;
  }

  private frame(color: string, { x, y, width, height }: Box, away: number, line: number): void {
    const { context } = this.pen;
    context.strokeStyle = color;
    context.lineWidth = line;
    context.beginPath();
    context.roundRect(x - away, y - away, width + 2 * away, height + 2 * away, RADIUS_PX + away);
    context.stroke();
  }
}

/** The part of a box that is in sight. */
function insideOf({ x, y, width, height }: Box, left: number): Box {
  const from = Math.max(x, left - STRIPE_PX);
  return { x: from, y, width: x + width - from, height };
}
