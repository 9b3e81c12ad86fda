import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** What is wrong with a field. A new object moves the focus there again. */
export interface Problem {
  text: string;
}

interface Attributes {
  type?: 'password';
  inputMode?: 'url' | 'email';
  placeholder?: string;
  maxLength?: number;
  required?: boolean;
}

/** An input, or a text area for what has several lines, with its label, a hint, and what is wrong with it. */
export function Field(props: {
  id: string;
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: string;
  problem?: Problem | undefined;
  lines?: number;
  attributes?: Attributes;
  children?: ComponentChildren;
}) {
  const { id, label, value, onInput, hint, problem, lines, attributes, children } = props;
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useEffect(() => {
    if (problem !== undefined) input.current?.focus();
  }, [problem]);
  const shared = {
    id,
    ref: input,
    value,
    onInput: (event: Event) => {
      if (
        event.currentTarget instanceof HTMLInputElement ||
        event.currentTarget instanceof HTMLTextAreaElement
      )
        onInput(event.currentTarget.value);
    },
    'aria-describedby': `${hint === undefined ? '' : `${id}-hint `}${id}-problem`,
    ...(problem !== undefined && { 'aria-invalid': true }),
    autocomplete: 'off' as const,
    autocapitalize: 'none' as const,
    spellcheck: false,
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {lines === undefined ? <input {...shared} {...attributes} /> : <textarea {...shared} rows={lines} />}
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <p class="problem" id={`${id}-problem`}>
        {problem?.text}
      </p>
      {children}
    </div>
  );
}
