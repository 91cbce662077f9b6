import { Type } from 'typebox';
import { BothLanguages, InstantText, Uuid } from '../kit/http.ts';

export const Me = Type.Object({
  id: Uuid,
  phone: Type.Union([Type.String({ examples: ['138****1234'] }), Type.Null()]),
  roles: Type.Array(
    Type.Object({
      role: Type.String({ examples: ['street_office'] }),
      name: BothLanguages,
      scope: Type.String(),
      scopeName: Type.String(),
    }),
  ),
  may: Type.Array(Type.String({ examples: ['activity.review'] }), {
    description: '可办理的事项 / what the person’s roles are for',
  }),
  mayAppoint: Type.Array(Type.String({ examples: ['station_manager'] }), {
    description: '可授予的角色 / roles the person may give to others',
  }),
  staff: Type.Union([
    Type.Null(),
    Type.Object(
      {
        enrolled: Type.Boolean(),
        resetPending: Type.Boolean({
          description: '重新设置须凭重置码 / enrolling anew asks for a reset code',
        }),
        recoveryCodesLeft: Type.Integer(),
        passwordEndsAt: Type.Union([InstantText, Type.Null()], {
          description: '密码即将到期的时间 / when the password expires, shortly before it does',
        }),
        withheld: Type.Array(Type.Object({ role: Type.String(), name: BothLanguages })),
      },
      {
        description:
          '需要双因素登录的角色 / staff roles that this session lacks a second factor for',
      },
    ),
  ]),
  volunteer: Type.Union([
    Type.Null(),
    Type.Object({
      id: Uuid,
      number: Type.String(),
      name: Type.String({ examples: ['李*'] }),
      state: Type.String({ examples: ['active'] }),
    }),
  ]),
});

export const Session = Type.Object({
  accessToken: Type.String(),
  expiresInSeconds: Type.Integer(),
  idleSeconds: Type.Integer({
    description: '无操作自动退出的秒数 / the session ends when it is not renewed for so long',
  }),
  person: Me,
});

export const SessionItem = Type.Object({
  id: Uuid,
  device: Type.Union([Type.String(), Type.Null()]),
  address: Type.Union([Type.String({ examples: ['203.0.*.*'] }), Type.Null()]),
  sharedDevice: Type.Boolean(),
  begunAt: InstantText,
  lastUsedAt: InstantText,
  expiresAt: InstantText,
  current: Type.Boolean(),
});

export const Phone = Type.String({ minLength: 11, maxLength: 20, examples: ['13812345678'] });
export const Password = Type.String({ minLength: 1, maxLength: 128 });
export const CodeOfSix = Type.String({ pattern: '^\\d{6}$', examples: ['123456'] });
export const SecondFactor = Type.String({
  minLength: 6,
  maxLength: 40,
  description: '动态口令或恢复码 / of the authenticator, or a recovery code',
});
export const SharedDevice = Type.Boolean({
  default: false,
  description: '公用设备 / others use the device too, so it is signed out early',
});
export const CodeSent = Type.Object({
  expiresInSeconds: Type.Integer(),
  retryAfterSeconds: Type.Integer(),
});
