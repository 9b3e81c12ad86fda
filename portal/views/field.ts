import { el } from '../dom.ts';

/** An input with its label, a hint, and room for what is wrong with it. */
export interface Field {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  /** Says what is wrong at the field itself and moves there; undefined takes it away. */
  complain(problem: string | undefined): void;
}

export function createField(
  id: string,
  label: string,
  attributes: Readonly<Record<string, string | boolean>>,
  hint?: string,
): Field {
  const problem = el('p', { class: 'problem', id: `${id}-problem` });
  const described = [...(hint === undefined ? [] : [`${id}-hint`]), `${id}-problem`].join(' ');
  const input = el('input', { id, 'aria-describedby': described, ...attributes });
  const complain = (text: string | undefined) => {
    problem.textContent = text ?? '';
    input.ariaInvalid = text === undefined ? null : 'true';
    if (text !== undefined) input.focus();
  };
  input.addEventListener('input', () => complain(undefined));
  return {
    input,
    complain,
    element: el(
      'div',
      { class: 'field' },
      el('label', { for: id }, label),
      input,
      hint !== undefined && el('p', { class: 'hint', id: `${id}-hint` }, hint),
      problem,
    ),
  };
}
