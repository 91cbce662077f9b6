export { publishInitialRules, publishRuleSet, type RuleChange } from './publish-rule-set.ts';
export { type RuleName, ruleKeys } from './rule-keys.ts';
export { type Rules, rulesInForce } from './rules-in-force.ts';
