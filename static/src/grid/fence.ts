/** A vertical line beside a column, with a label in the header; the short one where it is narrow. */
export interface Fence {
  /** Up to which share of the column it reaches, 1 is all of it; the line is drawn in the nearest gap between columns. */
  readonly at: number;
  readonly line: "solid" | "dashed";
  readonly label: string;
  readonly short: string;
  /** What it means, told under the pointer on the header. */
  readonly title: string;
}
