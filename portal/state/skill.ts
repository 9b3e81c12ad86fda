import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PortalConfig } from '../../functions/portal/config.ts';

/** The Alexa skill, as its users have to know it. */
export type Skill = Pick<PortalConfig, 'skillId' | 'invocationNames'>;

export const SkillContext = createContext<Skill | undefined>(undefined);

/** @throws {Error} outside of a SkillContext */
export function useSkill(): Skill {
  const skill = useContext(SkillContext);
  if (skill === undefined) throw new Error('There is no SkillContext above this.');
  return skill;
}
