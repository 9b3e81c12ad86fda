/** The one style sheet of the sign-in pages: a single column for a phone, light and dark by the system's choice. */
export const PAGE_STYLE = `
:root {
  --paper: #f6f3ee; --card: #fff; --ink: #23201b; --soft: #655e54; --line: #8d857a; --hair: #e6dfd5;
  --accent: #8a4b00; --accent-ink: #fff; --bad: #9d1c1c; --bad-paper: #fdeeee; --good: #1d5c36; --good-paper: #ebf6ef;
  --glow: #f2a72e;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #171513; --card: #221f1c; --ink: #f2ede6; --soft: #b5aca0; --line: #7d756b; --hair: #37322d;
    --accent: #f5b754; --accent-ink: #221604; --bad: #ffb4ab; --bad-paper: #3d1d1b; --good: #9bdcb3; --good-paper: #183024;
    --glow: #f5b754;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100svh; display: flex; flex-direction: column; align-items: center;
  padding: clamp(1rem, 6vh, 4rem) 1rem 1rem; gap: 1.5rem;
  background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
main {
  width: 100%; max-width: 26rem; background: var(--card); border: 1px solid var(--hair); border-radius: 1rem;
  padding: clamp(1.25rem, 6vw, 2rem);
}
.brand { display: flex; align-items: center; gap: .5rem; margin: 0 0 1.25rem; font-weight: 600; }
.brand .glow { fill: var(--glow); }
.brand .glow-line { stroke: var(--glow); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1rem; margin: 0; }
p { margin: 0 0 1rem; }
.soft, .hint, footer { color: var(--soft); }
.hint { font-size: .875rem; margin: .375rem 0 0; }
form { margin: 1.25rem 0 0; }
label { display: block; font-weight: 600; margin: 1rem 0 .375rem; }
input {
  width: 100%; min-height: 3rem; padding: .5rem .75rem; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: .5rem;
}
input[name=code] { font-size: 1.25rem; letter-spacing: .3em; font-variant-numeric: tabular-nums; }
button {
  width: 100%; min-height: 3rem; margin-top: 1.5rem; padding: .5rem 1rem; font: inherit; font-weight: 600;
  color: var(--accent-ink); background: var(--accent); border: 1px solid var(--accent); border-radius: .5rem; cursor: pointer;
}
button.quiet { color: var(--accent); background: none; margin-top: .75rem; }
button:hover { filter: brightness(1.08); }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.notice { padding: .75rem 1rem; border-radius: .5rem; margin: 1.25rem 0 0; background: var(--good-paper); color: var(--good); }
.notice.bad { background: var(--bad-paper); color: var(--bad); }
.other { margin: 1.5rem 0 0; text-align: center; }
.mail { border-top: 1px solid var(--hair); padding: 1rem 0 0; margin: 1rem 0 0; }
.mail p { margin: .25rem 0 0; }
.mail .code { font-size: 1.5rem; font-weight: 600; letter-spacing: .1em; user-select: all; }
footer { max-width: 26rem; text-align: center; font-size: .875rem; margin-top: auto; }
`;
