import type { Column, ParseContext, Parsed } from "../types";
import { cleaned } from "./clean";

const CURRENCY = "(?:(?:US|HK|NT|RMB|CN)?[$€£¥₩₹]|USD|EUR|GBP|CNY|RMB|HKD|TWD|JPY|元|圆|圓|円)";
const MONEY = new RegExp(`([+-]?) ?${CURRENCY} ?|(?<=[\\d万萬千亿億k]) ?${CURRENCY}$`, "i");
const APART = /(?<!\d)\d{1,3}(?:[ '’]\d{3})+(?!\d)/g;
const COMMAS = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
const DOTS = /^[+-]?[1-9]\d{0,2}((\.\d{3})+,\d+|(\.\d{3}){2,})$/;
const COMMA = /^[+-]?\d+,\d+$/;
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?$/i;
const TIMES = /^(.*\d) ?(k|千|百万|百萬|千万|千萬|万|萬|亿|億)$/i;
const TIMES_BY: Readonly<Record<string, string>> = {
  k: "e3", 千: "e3", 万: "e4", 萬: "e4", 百万: "e6", 百萬: "e6", 千万: "e7", 千萬: "e7", 亿: "e8", 億: "e8",
};
const PERCENT = /^([+-])(\d+\.?\d*)%$/;
const RELATIVE = /^([*/+-])\s*(.+)$/;
const BINARY = /^(.*\d)\s*([*/+-])\s*(\d.*|\.\d.*)$/;

type Bounds = Pick<Column, "min" | "above" | "max" | "integer" | "nullable">;

/**
 * Reads a number as planners write it, typed and pasted alike: `1,200`, `１２０`, `1.5万`, `45.000,00`, `¥120`, `(40)`
 * (tests/typed_examples.json has the others), and reckons: `+40`, `*1.5`, `/2`, `120/2`, `-20%`.
 * `-40` means 40 less where negative numbers are not allowed. Integer columns round the result of a calculation
 * and refuse a fraction.
 */
export function parseNumber(text: string, column: Bounds, context: Pick<ParseContext, "current" | "t">): Parsed {
  const cleaned = clean(text);
  if (cleaned === "") {
    return column.nullable === false ? refuse(context.t("A number is needed here.")) : { ok: true, value: null };
  }
  const calculated = calculate(cleaned, column, context.current);
  const value = calculated ?? literal(cleaned);
  if (value === null || !Number.isFinite(value)) return refuse(context.t("“{text}” is not a number.", { text }));
  return bounded(value, calculated !== null, column, context);
}

function clean(text: string): string {
  const plain = cleaned(text).replace(/×/g, "*").replace(/÷/g, "/").replace(MONEY, "$1");
  const whole = plain.replace(APART, (number) => number.replace(/[ '’]/g, ""));
  return whole.replace(/^\((.+)\)$/, "-$1").replace(/^([^+-].*)-$/, "-$1").replace(/^([+-]) /, "$1");
}

/** Null when the text is no plain number. */
function literal(text: string): number | null {
  const times = TIMES.exec(text);
  if (!times) return plainNumber(text);
  const number = plainNumber(times[1] ?? "");
  // 1.1 * 10,000 has binary dust in it; written with an exponent it has not.
  return number === null ? null : Number(`${String(number)}${TIMES_BY[(times[2] ?? "").toLowerCase()] ?? ""}`);
}

function plainNumber(text: string): number | null {
  if (COMMAS.test(text)) return Number(text.replaceAll(",", ""));
  if (DOTS.test(text)) return Number(text.replaceAll(".", "").replace(",", "."));
  if (COMMA.test(text)) return Number(text.replace(",", "."));
  return PLAIN.test(text) ? Number(text) : null;
}

function calculate(text: string, column: Bounds, current: ParseContext["current"]): number | null {
  const base = typeof current === "number" ? current : 0;
  const percent = PERCENT.exec(text);
  if (percent) return base * (1 + (percent[1] === "-" ? -1 : 1) * (Number(percent[2]) / 100));
  const relative = RELATIVE.exec(text);
  if (relative && isRelative(relative[1] ?? "", column)) {
    const operand = literal(relative[2] ?? "");
    return operand === null ? null : compute(base, relative[1] ?? "", operand);
  }
  return binary(text);
}

function binary(text: string): number | null {
  const parts = BINARY.exec(text);
  const left = literal(parts?.[1] ?? "");
  const right = literal(parts?.[3] ?? "");
  return left === null || right === null ? null : compute(left, parts?.[2] ?? "", right);
}

function isRelative(operator: string, column: Bounds): boolean {
  return operator !== "-" || (column.min ?? column.above ?? -Infinity) >= 0;
}

function compute(left: number, operator: string, right: number): number | null {
  if (operator === "+") return left + right;
  if (operator === "-") return left - right;
  if (operator === "*") return left * right;
  return right === 0 ? null : left / right;
}

function bounded(value: number, calculated: boolean, column: Bounds, context: Pick<ParseContext, "t">): Parsed {
  // 0.1 + 0.2 must not reach the plan as 0.30000000000000004.
  const settled = column.integer && calculated ? Math.round(value) : Number(value.toPrecision(15));
  if (column.integer && !Number.isInteger(settled)) return refuse(context.t("Whole numbers only."));
  if (column.min !== undefined && settled < column.min) {
    return refuse(context.t("Must be at least {min}.", { min: column.min }));
  }
  if (column.above !== undefined && settled <= column.above) {
    return refuse(context.t("Must be greater than {above}.", { above: column.above }));
  }
  if (column.max !== undefined && settled > column.max) {
    return refuse(context.t("Must be at most {max}.", { max: column.max }));
  }
  return { ok: true, value: settled === 0 ? 0 : settled };
}

function refuse(reason: string): Parsed {
  return { ok: false, reason };
}
