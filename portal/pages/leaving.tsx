import { useEffect } from 'preact/hooks';
import type { DeletionReceipt } from '../api-types.ts';
import { datedName } from '../dated-name.ts';
import { BusyButton } from '../parts/busy-button.tsx';
import { Page } from '../parts/page.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Stale } from '../parts/stale.tsx';
import { saveFile } from '../save-file.ts';
import { useSpeech, useWords } from '../state/language.tsx';
import { useNotices } from '../state/notices.tsx';
import { usePerson } from '../state/person.tsx';
import { LeavingSteps } from './leaving/leaving-steps.tsx';
import { receiptText } from './leaving/receipt-text.ts';
import { useDeletion } from './leaving/use-deletion.ts';

/** What can be done with a receipt: keep it, and go. */
function ReceiptActions({ receipt }: { receipt: DeletionReceipt }) {
  const { words, moment } = useSpeech();
  const { receipt: own } = words.leaving;
  const { signOut } = usePerson();
  const download = () =>
    saveFile(
      datedName('porchlight-receipt', 'txt', new Date(receipt.startedAt)),
      receiptText(receipt, words, moment),
      'text/plain;charset=utf-8',
    );
  return (
    <>
      <p class="hint">{own.hint}</p>
      <div class="buttons">
        <button type="button" class="button" onClick={download}>
          {own.download}
        </button>
        <BusyButton kind="quiet" run={() => signOut()} busyText={words.frame.loading}>
          {own.close}
        </BusyButton>
      </div>
    </>
  );
}

/** How far a deletion is, in a sentence that is read out when it changes. */
function Progress({ receipt }: { receipt: DeletionReceipt }) {
  const { leaving } = useWords();
  const { steps } = receipt;
  const done = steps.filter(({ status }) => status !== 'pending').length;
  const isWaitingForAlexa = steps.some(({ what, status }) => what === 'alexa' && status === 'pending');
  return (
    <>
      <p role="status">{steps.length === 0 ? leaving.beginning : leaving.progress(done, steps.length)}</p>
      {isWaitingForAlexa && <p class="hint">{leaving.long}</p>}
    </>
  );
}

/** For somebody whose account was deleted, here or elsewhere: how far that is, and in the end the receipt. */
export function LeavingPage() {
  const { leaving } = useWords();
  const { receipt, error, isDone, isCutOff } = useDeletion();
  const { clear } = useNotices();
  useEffect(() => {
    window.scrollTo(0, 0);
    // What was said last is about an account that is gone.
    clear();
  }, []);
  const { title, lead } = leaving;
  const isLeftToDo = receipt?.steps.some(({ remedy }) => remedy !== undefined) === true;
  return (
    <Page
      title={isDone ? title.done : title.running}
      lead={isDone ? (isLeftToDo ? lead.byHand : lead.done) : lead.running}
      class="leaving"
    >
      {isCutOff ? (
        <p class="notice warn" role="status">
          {leaving.cutOff}
        </p>
      ) : (
        <Stale error={error} />
      )}
      {receipt === undefined ? (
        <Skeleton />
      ) : (
        <section class="card">
          <Progress receipt={receipt} />
          <LeavingSteps steps={receipt.steps} />
          {(isDone || isCutOff) && <ReceiptActions receipt={receipt} />}
        </section>
      )}
    </Page>
  );
}
