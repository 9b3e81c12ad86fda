/**
 * Examples for an owner's own answers: Home Assistant's `intent_script` for the names that Porchlight's skill has. Whole
 * as a package or in `configuration.yaml`, or one entry of it; every entry stands for itself except the question, its yes
 * and its helper.
 *
 * `service:` is what releases before 2024.8 call `action:`; all take it.
 * @param skillId the skill that the launch is for, such as `amzn1.ask.skill.1f2e…`
 * @returns YAML with comments
 * @see https://www.home-assistant.io/integrations/alexa.intent/
 * @see https://www.home-assistant.io/integrations/intent_script/
 */
export const intentExamples = (skillId: string): string => `\
intent_script:
  # "Alexa, open …": with a reprompt, Alexa goes on listening.
  ${skillId}:
    speech:
      text: >-
        Good {{ 'morning' if now().hour < 12 else 'afternoon' if now().hour < 18 else 'evening' }}.
        What shall I do?
    reprompt:
      text: Say what to turn on, or which scene you would like.

  # The session ended without an answer: nothing can be said any more, but something can be done. This fires an event
  # for automations; the reason is USER_INITIATED, EXCEEDED_MAX_REPROMPTS or ERROR.
  ${skillId}.SessionEndedRequest:
    action:
      - event: alexa_session_ended
        event_data:
          reason: "{{ reason }}"

  # "… activate movie night". Alexa learns the names of your scenes whenever somebody opens the skill, and Scene_Id is
  # then the scene that was meant; otherwise there are only the words that were heard. One of the confirmations is said.
  ActivateSceneIntent:
    action:
      - service: scene.turn_on
        target:
          entity_id: "scene.{{ Scene_Id or Scene | slugify }}"
    speech:
      text: >-
        {% if states['scene.' ~ (Scene_Id or Scene | slugify)] %}
        {{ ['Okay.', 'Done.', 'As you wish.', 'With pleasure.'] | random }}
        {% else %}
        There is no scene called {{ Scene }}.
        {% endif %}

  # "… run good night". script.turn_on does not wait until the script is done: Alexa has seven seconds.
  RunScriptIntent:
    action:
      - service: script.turn_on
        target:
          entity_id: "script.{{ Script_Id or Script | slugify }}"
    speech:
      text: >-
        {% if states['script.' ~ (Script_Id or Script | slugify)] %}
        {{ ['On it.', 'Okay.', 'It is running.'] | random }}
        {% else %}
        There is no script called {{ Script }}.
        {% endif %}

  # "… where is Anna": a person by their first name or whole name.
  LocateIntent:
    speech:
      text: >-
        {% set place = namespace(text='I do not know ' ~ User ~ '.') %}
        {% for person in states.person
           if User | lower in [person.name | lower, (person.name | lower).split(' ') | first] %}
        {% set place.text = person.name ~ (
             ' is at home.' if person.state == 'home'
             else ' is away.' if person.state == 'not_home'
             else ' is somewhere, I cannot tell where.' if person.state in ['unknown', 'unavailable']
             else ' is at ' ~ person.state ~ '.') %}
        {% endfor %}
        {{ place.text }}

  # "… where are we": tells who is at home. If nobody is, it asks a question, by a reprompt that is empty otherwise.
  WhereAreWeIntent:
    action:
      - service: >-
          input_boolean.turn_{{ 'off' if states.person | selectattr('state', 'eq', 'home') | list else 'on' }}
        target:
          entity_id: input_boolean.alexa_asked_for_lights
    speech:
      text: >-
        {% set here = states.person | selectattr('state', 'eq', 'home') | map(attribute='name') | list %}
        {{ 'At home: ' ~ here | join(', ') ~ '.' if here
           else 'Nobody is at home. Shall I turn off the lights?' }}
    reprompt:
      text: >-
        {{ '' if states.person | selectattr('state', 'eq', 'home') | list
           else 'Shall I turn off all the lights?' }}

  # "Yes" is for whatever was asked last; the helper below remembers it.
  AMAZON.YesIntent:
    action:
      - condition: state
        entity_id: input_boolean.alexa_asked_for_lights
        state: "on"
      - service: light.turn_off
        target:
          entity_id: all
      - service: input_boolean.turn_off
        target:
          entity_id: input_boolean.alexa_asked_for_lights
    speech:
      text: "{{ ['Okay.', 'Done.'] | random }}"

  AMAZON.NoIntent:
    action:
      - service: input_boolean.turn_off
        target:
          entity_id: input_boolean.alexa_asked_for_lights
    speech:
      text: Then I leave them as they are.

input_boolean:
  alexa_asked_for_lights:
    name: Alexa has asked for the lights
`;
