/** One of the values known today, or one that a later version of the API adds. */
export type Open<Known extends string | number> =
  Known | (Known extends string ? string & {} : number & {});
