/** What was asked for cannot be done now; `message` is for the person at the page. */
export class NotNow extends Error {
  override readonly name = 'NotNow';
}
