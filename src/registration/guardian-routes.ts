import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams } from '../kit/http.ts';
import { changeGuardian } from './change-guardian.ts';
import { closed, Ground, GuardianForm, Volunteer } from './schemas.ts';

export function guardianRoutes(app: App, deps: Deps) {
  app.put(
    '/v1/volunteers/:id/guardian',
    {
      config: { action: 'volunteer.change_guardian' },
      schema: {
        tags: ['registration'],
        summary: '凭签字表变更监护人 / Another guardian of a minor, on a signed paper',
        params: IdParams,
        body: Type.Object({ ...GuardianForm.properties, ground: Ground }, closed),
        response: { 200: Volunteer },
      },
    },
    async (request) => changeGuardian(deps, actorOf(request), request.params.id, request.body),
  );
}
