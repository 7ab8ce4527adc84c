/** Clock is the only source of the present: wall time in epoch milliseconds. */
export type Clock = () => number;

/** Random gives a number in [0, 1); jitter and sampling take it as an argument. */
export type Random = () => number;
