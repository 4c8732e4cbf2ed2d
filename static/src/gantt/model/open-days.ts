/** The days on which a plant works, by their numbers from the plan's first day. Pure. */

export class OpenDays {
  constructor(private readonly flags: string) {}

  /** What lies outside of the plan is taken for open. */
  isOpen(day: number): boolean {
    return this.flags[day] !== "0";
  }

  /** The day so many working days later (or earlier, below 0); from a closed day the next open one is the first. */
  shift(day: number, by: number): number {
    const step = Math.sign(by);
    let [at, left] = [day, Math.abs(by)];
    while (left > 0) {
      at += step;
      if (this.isOpen(at)) left -= 1;
    }
    return at;
  }

  /** How many working days lead from a day to another one. */
  between(from: number, to: number): number {
    const step = Math.sign(to - from);
    let count = 0;
    for (let at = from; at !== to; ) {
      at += step;
      if (this.isOpen(at)) count += step;
    }
    return count;
  }

  /** A day, or the next open one in a direction. */
  nearest(day: number, direction: 1 | -1): number {
    let at = day;
    while (!this.isOpen(at)) at += direction;
    return at;
  }
}
