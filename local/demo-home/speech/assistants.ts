/** An assistant as `conversation/agent/list` names it (homeassistant/components/conversation/http.py). */
export interface Assistant {
  readonly id: string;
  readonly name: string;
  /** `*` for any. */
  readonly supported_languages: readonly string[] | '*';
}

/** The one that every Home Assistant has. */
export const OWN_ASSISTANT: Assistant = {
  id: 'conversation.home_assistant',
  name: 'Home Assistant',
  supported_languages: ['de', 'en'],
};

/** A second one, so that there is something to choose. */
export const BUTLER: Assistant = { id: 'conversation.butler', name: 'Butler', supported_languages: '*' };

/** What the home's own was called before assistants became entities; requests may still say it. */
const OLD_ID = 'homeassistant';

/** Whether a request may ask for that one (agent_manager.py, async_get_agent). */
export const isAmong = (assistants: readonly Assistant[], id: string): boolean =>
  id === OLD_ID || assistants.some((one) => one.id === id);
