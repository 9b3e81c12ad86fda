/** What the runs of speech need besides the house of `configuration.ts`. */
export const ROOM = {
  /** Its id is not made of its name, so that only the id leads to it. */
  renamedScene: 'scene.corner_low',
  renamedSceneName: 'Cosy corner',
  /** What the last session ended for. */
  lastEnd: 'input_text.last_end_of_a_session',
  /** The conversation that a question was answered in. */
  answeredIn: 'input_text.answered_in_conversation',
  /** On when the slow script is done. */
  slowDone: 'input_boolean.slow_script_is_done',
  window: 'cover.hall_window',
  tracker: 'device_tracker.demo_home_boy',
} as const;

/** Longer than Porchlight waits for a home. */
export const SLOW_SECONDS = 7;

/** Automations with sentences of their own: the assistant that Home Assistant brings asks back only in their words. */
const question = (
  id: string,
  said: string,
  response: string,
  yes: string,
  no: string,
  words: [string, string],
) => `
  - id: ask_${id}
    alias: Asks ${id}
    trigger:
      - platform: conversation
        command: ${said}
    action:
      - set_conversation_response: "${response}"
  - id: yes_${id}
    alias: Hears yes ${id}
    trigger:
      - platform: conversation
        command: "${yes}"
    action:
      - service: input_text.set_value
        target:
          entity_id: ${ROOM.answeredIn}
        data:
          value: "{{ trigger.user_input.conversation_id }}"
      - service: light.turn_on
        target:
          entity_id: light.bed_light
      - set_conversation_response: "${words[0]}"
  - id: no_${id}
    alias: Hears no ${id}
    trigger:
      - platform: conversation
        command: "${no}"
    action:
      - set_conversation_response: "${words[1]}"
`;

export const HOUSE_OF_SPEECH = `
person:
  - id: anna
    name: Anna Example
    device_trackers:
      - ${ROOM.tracker}
  - id: paul
    name: Paul
    device_trackers:
      - device_tracker.demo_paulus

scene:
  - name: ${ROOM.renamedSceneName}
    id: cosy_corner
    entities:
      light.bed_light:
        state: "on"
        brightness: 26

input_boolean:
  slow_script_is_done:
    name: Slow script is done
    initial: false

input_text:
  last_end_of_a_session:
    name: Last end of a session
    initial: none
  answered_in_conversation:
    name: Answered in conversation
    initial: none

automation:
  - id: note_the_end_of_a_session
    alias: Note the end of a session
    trigger:
      - platform: event
        event_type: alexa_session_ended
    action:
      - service: input_text.set_value
        target:
          entity_id: ${ROOM.lastEnd}
        data:
          value: "{{ trigger.event.data.reason }}"
${question('in English', 'set up the evening', 'Shall I light the bedroom too?', 'yes', 'no', ['It is lit.', 'Then not.'])}
${question('in German', 'mache den abend gemütlich', 'Soll im Schlafzimmer auch Licht sein?', 'ja', 'nein', ['Es ist hell.', 'Dann nicht.'])}
`;

/** A home that knows no intent of the skill's. */
export const NO_INTENTS = `
intent_script:
  SomethingElseIntent:
    speech:
      text: Nobody says this.
`;

/** One script that takes its time, and one that breaks off. */
export const AWKWARD_INTENTS = `
intent_script:
  WhereAreWeIntent:
    action:
      - delay: ${SLOW_SECONDS}
      - service: input_boolean.turn_on
        target:
          entity_id: ${ROOM.slowDone}
    speech:
      text: This comes too late.
  LocateIntent:
    action:
      - service: nobody.has_such_a_service
    speech:
      text: This is never said.
`;
