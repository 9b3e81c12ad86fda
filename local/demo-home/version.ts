/** The release of Home Assistant whose wire behaviour the demo home copies. */
export const homeAssistantVersion = '2026.8.3';
