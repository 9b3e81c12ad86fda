/** The button of a form, whose work its form does. */
export const SubmitButton = (props: { text: string; busyText: string; isBusy: boolean }) => (
  <button type="submit" class="button" aria-busy={props.isBusy}>
    {props.isBusy ? props.busyText : props.text}
  </button>
);
