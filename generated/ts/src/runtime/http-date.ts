const FORMS: readonly RegExp[] = [
  /^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>[\d:]{8}) GMT$/,
  /^[A-Z][a-z]{2,5}day, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<time>[\d:]{8}) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>[\d:]{8}) (?<year>\d{4})$/,
];

/**
 * An HTTP date in any of its three forms (RFC 9110 section 5.6.7) as milliseconds since the Unix epoch; `undefined` for
 * anything else. `now` settles the century of a year of two digits.
 */
export function parseHttpDate(value: string, now: number): number | undefined {
  for (const form of FORMS) {
    const parts = form.exec(value)?.groups;
    if (parts !== undefined) {
      const { day = '', month, year = '', time } = parts;
      return instantOf(`${day.replace(' ', '0')} ${month} ${fullYear(year, now)} ${time} GMT`);
    }
  }
  return undefined;
}

/** A day that does not exist would roll over into the next month: it comes back as another text. */
function instantOf(text: string): number | undefined {
  const date = new Date(text);
  return date.toUTCString().endsWith(text) ? date.getTime() : undefined;
}

/** A year of two digits that seems more than 50 years ahead lies in the past. */
function fullYear(year: string, now: number): string {
  if (year.length === 4) {
    return year;
  }
  const thisYear = new Date(now).getUTCFullYear();
  const guess = thisYear - (thisYear % 100) + Number(year);
  return String(guess > thisYear + 50 ? guess - 100 : guess);
}
