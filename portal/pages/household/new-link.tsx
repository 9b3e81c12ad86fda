import { useRef } from 'preact/hooks';
import type { HomeStatus, NewInvitation } from '../../api-types.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { useSpeech } from '../../state/language.tsx';
import { useNotices } from '../../state/notices.tsx';

/** A message in the owner's own mail program. @see https://www.rfc-editor.org/rfc/rfc6068 */
const mailTo = (email: string | undefined, subject: string, body: string) =>
  `mailto:${encodeURIComponent(email ?? '').replace('%40', '@')}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.replaceAll('\n', '\r\n'))}`;

/** The link of an invitation, which is shown once: to copy, to share where the browser can, to mail. */
export function NewLink(props: {
  home: HomeStatus;
  invitation: NewInvitation;
  /** Only this address can use it. */
  email: string | undefined;
}) {
  const { home, invitation, email } = props;
  const { words, day } = useSpeech();
  const { invite } = words.household;
  const notices = useNotices();
  const field = useRef<HTMLInputElement>(null);
  const { link } = invitation;
  const until = day(invitation.expiresAt);
  const subject = invite.subject(home.name);
  const message = invite.message(home.name, until);
  // Whoever puts the browser's own sheet away without choosing has changed their mind, and nothing is wrong.
  const share = () =>
    navigator.share({ title: subject, text: message, url: link }).catch(() => field.current?.select());
  const onCopyFailed = () => {
    notices.tell('warn', invite.copyFailed);
    field.current?.select();
  };
  return (
    <>
      <p>
        {email === undefined ? invite.forAnybody : invite.forWhom(email)} {until}.
      </p>
      <input
        class="link"
        readOnly
        ref={field}
        value={link}
        aria-label={invite.link}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div class="buttons">
        <CopyButton text={link} label={invite.copy} onFailure={onCopyFailed} />
        {'share' in navigator && (
          <button type="button" class="button small quiet" onClick={() => void share()}>
            {invite.share}
          </button>
        )}
        <a class="button small quiet" href={mailTo(email, subject, `${message}\n\n${link}\n`)}>
          {invite.mail}
        </a>
      </div>
      <p class="hint">{invite.once}</p>
    </>
  );
}
