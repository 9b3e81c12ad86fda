/** How a command ends; scripts rely on these numbers. */
export const exitCodes = {
  ok: 0,
  /** Wrong usage, no link, no stack, no such device: nothing came back from the skill. */
  failed: 1,
  /** The skill answered with an ErrorResponse. */
  errorResponse: 2,
  /** The skill answered well, but the message checks found something. */
  problems: 3,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
