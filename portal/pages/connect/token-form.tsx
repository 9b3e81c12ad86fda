import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { HomeReach } from '../../api-types.ts';
import { memory } from '../../memory.ts';
import { Field, type Problem } from '../../parts/field.tsx';
import { SiteLink } from '../../parts/site-link.tsx';
import { SubmitButton } from '../../parts/submit-button.tsx';
import { useAccountStatus } from '../../state/account-status.tsx';
import { useWords } from '../../state/language.tsx';
import { useNotices } from '../../state/notices.tsx';
import { usePerson } from '../../state/person.tsx';
import { tellConnected } from './tell-connected.ts';

/** The other way to connect: a token that the person made in Home Assistant. */
export function TokenForm(props: {
  reach: HomeReach;
  /** The home's origin, as the check understood it. */
  origin: string;
  name: string;
  problem: Problem | undefined;
  onProblem: (problem: Problem | undefined) => void;
  blame: (error: unknown) => boolean;
}) {
  const { reach, origin, name, problem, onProblem, blame } = props;
  const words = useWords();
  const { token: own, failed } = words.connect;
  const { api, attempt } = usePerson();
  const notices = useNotices();
  const { refresh } = useAccountStatus();
  const { route } = useLocation();
  const [token, setToken] = useState('');
  const [revokeOnDisconnect, setRevoke] = useState(true);
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy) return;
    if (token.trim() === '') return onProblem({ text: own.missing });
    onProblem(undefined);
    setBusy(true);
    const given = { ...reach, name, token: token.trim(), revokeOnDisconnect };
    const home = await attempt(failed, () => api.connectWithToken(given), blame);
    if (home === undefined) return setBusy(false);
    memory.forget('draft');
    memory.write('chosenHome', home.home);
    await refresh();
    route('/');
    tellConnected(notices, home, words);
  };

  return (
    <details class="other-way">
      <summary>{own.summary}</summary>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Field
          id="token"
          label={own.label}
          value={token}
          onInput={(text) => {
            setToken(text);
            onProblem(undefined);
          }}
          hint={own.hint}
          problem={problem}
          attributes={{ type: 'password', required: true }}
        >
          <p class="hint">
            <SiteLink url={`${origin}/profile/security`}>{own.open}</SiteLink>
          </p>
        </Field>
        <p class="check">
          <input
            type="checkbox"
            id="revoke"
            checked={revokeOnDisconnect}
            onChange={(event) => setRevoke(event.currentTarget.checked)}
          />
          <label for="revoke">{own.revoke}</label>
        </p>
        <SubmitButton text={own.submit} busyText={own.busy} isBusy={isBusy} />
      </form>
    </details>
  );
}
