import { answerOf, codesOf, jsonOf, operations } from '../../harness/openapi/document.ts';

/** What the document says of this API's own answers: `<operation> <status>`, and the code where it fails. */
export const documentedAnswers = (): string[] =>
  operations.flatMap((one) =>
    Object.keys(one.object.responses).flatMap((status) => {
      if (status.startsWith('2')) return [`${one.id} ${status}`];
      const answer = answerOf(one, status);
      const json = answer && jsonOf(answer.thing, answer.pointer);
      return (json === undefined ? [] : codesOf(json.schema)).map((code) => `${one.id} ${status} ${code}`);
    }),
  );

/** What no test can bring about, and why. */
export const EXCUSED: Readonly<Record<string, string>> = {
  'getDeletion 504 out_of_time': 'it asks the store once, which gives up before',
  'probeHome 504 out_of_time': 'it asks the store once, which gives up before',
  'connectHome 422 home_timed_out': 'it would have to wait for 20 seconds',
  'listAssistants 422 home_timed_out': 'it would have to wait for 10 seconds',
  'finishSignIn 422 home_timed_out': 'it would have to wait for 20 seconds',
  'finishSignIn 422 home_name_unresolved': 'the name would have to vanish after the sign-in was begun',
  'finishSignIn 422 home_plain_http': 'the address would have to change after the sign-in was begun',
  'finishSignIn 422 home_address_blocked': 'the address would have to change after the sign-in was begun',
  'sendHints 500 internal_error': 'nothing is known that would bring it about',
  'getConfig 500 internal_error': 'nothing is known that would bring it about',
};
