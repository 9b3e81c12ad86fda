/** JSON is YAML, and needs no thought about quoting. */
export const quoted = (value: unknown) => JSON.stringify(value);

/** A list of names inside a template. */
export const listed = (values: readonly string[]) => `[${values.map((value) => `'${value}'`).join(', ')}]`;

/** Template variables of a change: the entity and its states. */
export const CHANGE = `{% set id = trigger.event.data.entity_id %}
             {% set domain = id.split('.')[0] %}
             {% set old, new = trigger.event.data.old_state, trigger.event.data.new_state %}`;
