/** Where the secret of an authenticator lies. */
export const secretPlace = (row: string) => ({
  ...{ table: 'sign_in.authenticator', column: 'secret', row },
});
