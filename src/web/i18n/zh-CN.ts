import { account, staff } from './zh-CN/account.ts';
import { administration } from './zh-CN/administration.ts';
import { desk } from './zh-CN/desk.ts';
import { grants } from './zh-CN/grants.ts';
import { imports } from './zh-CN/imports.ts';
import { merchant } from './zh-CN/merchant.ts';
import { organisations } from './zh-CN/organisations.ts';
import { activity, position, shared, units } from './zh-CN/shared.ts';
import { registration, signIn } from './zh-CN/sign-in.ts';
import { station } from './zh-CN/station.ts';
import { volunteer } from './zh-CN/volunteer.ts';

export const zhCN = {
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
} as const;
