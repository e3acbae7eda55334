const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const TIME = String.raw`(?<time>\d{2}:\d{2}:\d{2})`;
const FORMS: readonly RegExp[] = [
  new RegExp(
    String.raw`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) ${TIME} GMT$`,
  ),
  new RegExp(
    String.raw`^[A-Z][a-z]{2,5}day, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) ${TIME} GMT$`,
  ),
  new RegExp(
    String.raw`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) ${TIME} (?<year>\d{4})$`,
  ),
];

/**
 * An HTTP date in any of its three forms (RFC 9110 section 5.6.7) as milliseconds since the Unix epoch; `undefined` for
 * anything else. `now` settles the century of a year of two digits.
 */
export function parseHttpDate(value: string, now: number): number | undefined {
  for (const form of FORMS) {
    const parts = form.exec(value)?.groups;
    if (parts !== undefined) {
      return instantOf(parts, now);
    }
  }
  return undefined;
}

function instantOf(parts: Readonly<Record<string, string>>, now: number): number | undefined {
  const { day = '', month = '', year = '', time = '' } = parts;
  const monthIndex = MONTHS.indexOf(month) / 3;
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  const instant = Date.UTC(
    fullYear(year, now),
    monthIndex,
    Number(day),
    hours,
    minutes,
    Math.min(seconds, 59),
  );
  const date = new Date(instant);
  // A day that does not exist rolls over into the next month instead of failing.
  const exists =
    date.getUTCMonth() === monthIndex &&
    date.getUTCHours() === hours &&
    date.getUTCMinutes() === minutes;
  return exists && Number(day) > 0 && seconds <= 60 ? instant : undefined;
}

/** A year of two digits that seems more than 50 years ahead lies in the past. */
function fullYear(year: string, now: number): number {
  const digits = Number(year);
  if (year.length === 4) {
    return digits;
  }
  const thisYear = new Date(now).getUTCFullYear();
  const guess = thisYear - (thisYear % 100) + digits;
  return guess > thisYear + 50 ? guess - 100 : guess;
}
