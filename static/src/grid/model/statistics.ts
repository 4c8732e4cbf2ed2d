import type { CellValue, Statistics } from "../types";

export function statistics(values: Iterable<CellValue>): Statistics {
  let count = 0;
  let numbers = 0;
  let sum = 0;
  for (const value of values) {
    if (value === null || value === "") continue;
    count += 1;
    if (typeof value !== "number") continue;
    numbers += 1;
    sum += value;
  }
  if (numbers === 0) return { count, sum: null, average: null };
  return { count, sum: Number(sum.toPrecision(15)), average: Number((sum / numbers).toPrecision(15)) };
}
