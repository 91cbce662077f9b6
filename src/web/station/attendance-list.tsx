import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StationSignUp } from '../shared/contract.ts';
import { clockTime } from '../shared/format.ts';

const unlocated = ({ attendance }: StationSignUp): boolean =>
  attendance.some(({ nearbyIn, nearbyOut }) => !nearbyIn || nearbyOut === false);

/** Who is expected, who came and who has left. The list asks again every few seconds. */
export function AttendanceList({ signUps }: { signUps: StationSignUp[] }): ReactNode {
  const { t } = useTranslation();
  const expected = signUps.filter(({ state }) =>
    ['admitted', 'checked_in', 'checked_out'].includes(state),
  );
  const came = expected.filter(({ attendance }) => attendance.length > 0);
  return (
    <>
      <p data-testid="attendance-count">
        {t('station.attendance.count', { came: came.length, expected: expected.length })}
      </p>
      <ol className="rows" data-testid="attendance">
        {expected.map((signUp) => (
          <li key={signUp.id} className="row" data-state={signUp.state}>
            <span className="row-name">
              {signUp.volunteer.name} <span className="soft">{signUp.volunteer.number}</span>
            </span>
            <span className="row-state">
              {timesOf(signUp) || t('station.attendance.notYet')}
              {unlocated(signUp) && (
                <span className="tag tag-attention" data-testid="unlocated">
                  {t('station.attendance.unlocated')}
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
      <p className="soft">{t('station.attendance.refreshes')}</p>
    </>
  );

  function timesOf({ attendance }: StationSignUp): string {
    return attendance
      .map(({ checkedInAt, checkedOutAt }) =>
        checkedOutAt === null
          ? t('station.attendance.in', { time: clockTime(checkedInAt) })
          : `${clockTime(checkedInAt)} – ${clockTime(checkedOutAt)}`,
      )
      .join(', ');
  }
}
