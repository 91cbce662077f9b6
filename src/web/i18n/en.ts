import { account, staff } from './en/account.ts';
import { administration } from './en/administration.ts';
import { desk } from './en/desk.ts';
import { grants } from './en/grants.ts';
import { imports } from './en/imports.ts';
import { merchant } from './en/merchant.ts';
import { organisations } from './en/organisations.ts';
import { activity, position, shared, units } from './en/shared.ts';
import { registration, signIn } from './en/sign-in.ts';
import { station } from './en/station.ts';
import { volunteer } from './en/volunteer.ts';
import type { Catalogue } from './index.ts';

export const en: Catalogue = {
  shared,
  units,
  activity,
  position,
  signIn,
  staff,
  account,
  registration,
  volunteer,
  station,
  merchant,
  administration,
  desk,
  grants,
  imports,
  organisations,
};
