/** The refresh token lives where no script reads it, and goes to the API only. */
export const refreshCookie = {
  name: 'linli_refresh',
  options: { path: '/v1', httpOnly: true, sameSite: 'strict', secure: 'auto' },
} as const;
