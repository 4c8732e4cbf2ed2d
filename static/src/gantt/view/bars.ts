/** Draws bars: how firm one is by its ground, how late by shape and colour, what is locked by a lock. */

import type { Pen } from "../../grid/view/pen";
import { number } from "../../shell/i18n";
import { LANE_PX } from "../model/layout";
import type { Bar } from "../model/world";

const BAR_PX = LANE_PX - 3;
const RADIUS_PX = 3;
const STRIPE_PX = 3;
/** Narrower ones show no sign, no text. */
const SIGN_FROM_PX = 15;
const TEXT_FROM_PX = 44;
const FADED = 0.42;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** As in the layout, but where they stand now. */
  readonly pieces?: readonly (readonly [x: number, width: number])[];
}

export interface Look {
  readonly isFaded: boolean;
  readonly isChosen: boolean;
  /** Where what is in sight begins: there stands the text of a bar that began before. */
  readonly left: number;
}

export class BarPainter {
  constructor(private readonly pen: Pen) {}

  /** What books nothing on some of its days is a line there. */
  draw(bar: Bar, box: Box, look: Look): void {
    const { pieces = [], ...whole } = box;
    const { context } = this.pen;
    context.globalAlpha = look.isFaded ? FADED / 2 : FADED;
    if (pieces.length > 0) this.pen.rect(this.colours(bar)[0], box.x, box.y + BAR_PX / 2 - 1, box.width, 2);
    context.globalAlpha = 1;
    const boxes = pieces.length > 0 ? pieces.map(([x, width]) => ({ x, y: box.y, width })) : [whole];
    for (const one of boxes) this.piece(bar, one, look);
  }

  private piece(bar: Bar, box: Box, { isFaded, isChosen, left }: Look): void {
    const { pen } = this;
    const { context } = pen;
    context.globalAlpha = isFaded ? FADED : 1;
    const [ink, wash] = this.colours(bar);
    pen.rounded(pen.theme.surface, box.x, box.y, box.width, BAR_PX, RADIUS_PX);
    pen.rounded(wash, box.x, box.y, box.width, BAR_PX, RADIUS_PX);
    if (bar.isFirm) this.veil(ink, box);
    if (bar.released) this.progress(ink, box, bar.released.share);
    this.outline(isChosen ? ink : this.edge(bar, ink), box, isChosen ? 1.8 : 1, isChosen ? 1 : 0.55, false);
    pen.rect(ink, box.x, box.y, Math.min(STRIPE_PX, box.width), BAR_PX);
    if (box.width < SIGN_FROM_PX) this.small(bar, ink, box);
    this.inside(bar, insideOf(box, left), ink);
    if (bar.isMoved || bar.isRerouted) this.outline(pen.theme.edited, box, 2, 1, false);
    context.globalAlpha = 1;
  }

  /** Where a bar stood before the draft moved it, or while it is dragged. */
  ghost(box: Box, color: string): void {
    this.outline(color, box, 1.5, 1, true);
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

  private veil(ink: string, { x, y, width }: Box): void {
    const { context } = this.pen;
    const before = context.globalAlpha;
    context.globalAlpha = before * 0.22;
    this.pen.rounded(ink, x, y, width, BAR_PX, RADIUS_PX);
    context.globalAlpha = before;
  }

  private progress(ink: string, { x, y, width }: Box, share: number): void {
    const { context } = this.pen;
    const before = context.globalAlpha;
    context.globalAlpha = before * 0.35;
    this.pen.rect(ink, x, y, width * share, BAR_PX);
    context.globalAlpha = before;
    this.pen.rect(ink, x, y + BAR_PX - 3, width * share, 3);
  }

  private inside(bar: Bar, { x, y, width }: Box, ink: string): void {
    const { pen } = this;
    const middle = y + BAR_PX / 2;
    let at = x + STRIPE_PX + 4;
    const shape = bar.status === "late" ? "square" : bar.status === "at_risk" ? "triangle" : null;
    if (shape && width >= SIGN_FROM_PX) {
      pen.shape(shape, ink, at + 4, middle);
      at += 13;
    }
    if (bar.isLocked && x + width - at >= SIGN_FROM_PX - 4) {
      this.lock(pen.theme.ink2, at + 4, middle);
      at += 12;
    }
    if (width < TEXT_FROM_PX) return;
    pen.use(11, 500);
    pen.fill(pen.theme.ink);
    pen.text(`${bar.code} · ${number(bar.quantity)}`, at + 1, middle, x + width - at - 4);
  }

  /** No room for a sign: what is late is filled, what is at risk half of it, from corner to corner. */
  private small({ status }: Bar, ink: string, { x, y, width }: Box): void {
    if (status === "late") this.pen.rounded(ink, x, y, width, BAR_PX, RADIUS_PX);
    else if (status === "at_risk") this.pen.corner(ink, x, y, width, BAR_PX);
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

  private outline(color: string, { x, y, width }: Box, line: number, alpha: number, isDashed: boolean): void {
    const { context } = this.pen;
    const before = context.globalAlpha;
    context.globalAlpha = before * alpha;
    context.strokeStyle = color;
    context.lineWidth = line;
    context.setLineDash(isDashed ? [4, 3] : []);
    context.beginPath();
    context.roundRect(x + line / 2, y + line / 2, Math.max(1, width - line), BAR_PX - line, RADIUS_PX);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = before;
  }

  private frame(color: string, { x, y, width }: Box, away: number, line: number): void {
    const { context } = this.pen;
    context.strokeStyle = color;
    context.lineWidth = line;
    context.beginPath();
    context.roundRect(x - away, y - away, width + 2 * away, BAR_PX + 2 * away, RADIUS_PX + away);
    context.stroke();
  }
}

/** The part of a box that is in sight. */
function insideOf({ x, y, width }: Box, left: number): Box {
  const from = Math.max(x, left - STRIPE_PX);
  return { x: from, y, width: x + width - from };
}
