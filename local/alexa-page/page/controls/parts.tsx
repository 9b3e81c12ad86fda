import { useEffect, useRef, useState } from 'preact/hooks';

/** Something that is on or off. */
export function Switch(props: { label?: string; name: string; isOn: boolean; set: (isOn: boolean) => void }) {
  const { label, name, isOn, set } = props;
  return (
    <div class="control">
      {label !== undefined && (
        <span class="label" aria-hidden="true">
          {label}
        </span>
      )}
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={isOn}
        aria-label={name}
        onClick={() => set(!isOn)}
      >
        <span class="knob" />
      </button>
    </div>
  );
}

/** Arrow keys move a slider step by step: only where it comes to rest is sent. */
const REST_MS = 250;

/** Something within a range. What is dragged stays where it was put until the device has answered. */
export function Slider(props: {
  label: string;
  name: string;
  min: number;
  max: number;
  step: number;
  unit: string;
  value: number | undefined;
  set: (value: number) => Promise<void>;
}) {
  const { label, name, min, max, step, unit, value, set } = props;
  const [draft, setDraft] = useState<number>();
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(resting.current), []);
  const shown = draft ?? value;
  const move = (to: number) => {
    setDraft(to);
    clearTimeout(resting.current);
    resting.current = setTimeout(() => void set(to).then(() => setDraft(undefined)), REST_MS);
  };
  const text = shown === undefined ? '–' : `${shown}${unit}`;
  return (
    <div class="control slider">
      <span class="label" aria-hidden="true">
        {label}
      </span>
      <output class="label" aria-hidden="true">
        {text}
      </output>
      <input
        type="range"
        aria-label={name}
        aria-valuetext={shown === undefined ? 'not known' : text}
        min={min}
        max={max}
        step={step}
        value={shown ?? min}
        onInput={({ currentTarget }) => move(Number(currentTarget.value))}
      />
    </div>
  );
}

/** One of a few. What is shown is what the device says, or "–". */
export function Choice(props: {
  label: string;
  name: string;
  choices: readonly { readonly value: string; readonly label: string }[];
  value: string | undefined;
  set: (value: string) => void;
}) {
  const { label, name, choices, value, set } = props;
  const isKnown = choices.some((choice) => choice.value === value);
  return (
    <div class="control">
      <span class="label" aria-hidden="true">
        {label}
      </span>
      <select
        aria-label={name}
        value={isKnown ? value : ''}
        onChange={({ currentTarget }) => set(currentTarget.value)}
      >
        {!isKnown && <option value="">–</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A few things to do. */
export const Actions = (props: {
  device: string;
  actions: readonly { readonly label: string; readonly run: () => void }[];
}) => (
  <div class="control actions">
    {props.actions.map(({ label, run }) => (
      <button key={label} type="button" class="button quiet small" onClick={run}>
        {label}
        <span class="unseen"> {props.device}</span>
      </button>
    ))}
  </div>
);
