/** A request to the control API that cannot be understood; `field` is the path of what is wrong. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly field: string;

  constructor(field: string, what: string, options?: ErrorOptions) {
    super(`${field} ${what}.`, options);
    this.field = field;
  }
}
