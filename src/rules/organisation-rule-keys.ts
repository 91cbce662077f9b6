import { key, whole } from './rule-key.ts';

/** What hub organisations (枢纽型) are measured by, domain.md 11. */
export const organisationRuleKeys = {
  'hub.min_social_workers': key(
    2,
    whole(0, 100),
    '枢纽型组织专职社工最少人数',
    'Fewest full-time social workers of a hub organisation',
    '津民发〔2018〕61号: 2–3',
  ),
  'hub.max_social_workers': key(
    3,
    whole(0, 100),
    '枢纽型组织专职社工最多人数',
    'Most full-time social workers of a hub organisation',
    '津民发〔2018〕61号: 2–3',
  ),
} as const;
