import type { HouseholdMember } from '../../api-types.ts';
import { useSpeech } from '../../state/language.tsx';
import type { Change } from './change-member.tsx';
import { useWho } from './use-who.ts';

/** The letter that stands for a person. */
const initialOf = (email: string | undefined) => email?.slice(0, 1).toUpperCase() ?? '?';

/**
 * A person who belongs to a home.
 * @param props.onAsk what the owner can do with them; nothing where it is left out
 */
export function MemberRow(props: { member: HouseholdMember; onAsk?: (change: Change) => void }) {
  const { member, onAsk } = props;
  const { words, day } = useSpeech();
  const { members: own } = words.household;
  const { role, since, linked, you } = member;
  const { email, who } = useWho(member);
  return (
    <li class={you ? 'you' : ''}>
      <span class="initial" aria-hidden="true">
        {initialOf(email)}
      </span>
      <div>
        <p class="who">
          <strong>{who}</strong>
          {you && <span class="you-badge">{own.you}</span>}
        </p>
        <p class="soft">
          {own.roles[role]} · {own.since(day(since))}
        </p>
        <p class="alexa">
          <span class={`light ${linked ? 'good' : 'idle'}`} aria-hidden="true" />
          {linked ? own.linked : own.unlinked}
        </p>
        {you && !linked && <p class="hint">{words.home.checklist.alexa.text}</p>}
        {onAsk !== undefined && (
          <p class="actions">
            {(['remove', 'handOver'] as const).map((change) => (
              <button
                key={change}
                type="button"
                class={`text-button ${change === 'remove' ? 'bad' : ''}`}
                onClick={() => onAsk(change)}
              >
                {own[change]}
                <span class="unseen"> {who}</span>
              </button>
            ))}
          </p>
        )}
      </div>
    </li>
  );
}
