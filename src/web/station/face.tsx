import type { ReactNode } from 'react';
import { useRoute } from '../shared/route.ts';
import { MendActivity, StationActivity } from './activity.tsx';
import { AttendanceCodePage } from './attendance-code.tsx';
import { StationHome } from './home.tsx';
import { Publish } from './publish.tsx';
import './station.css';

export default function StationFace(): ReactNode {
  const { segments } = useRoute();
  const [, place, id, step] = segments;
  if (place === 'publish') return <Publish />;
  if (place === 'activities' && id !== undefined) {
    if (step === 'check-in-code') return <AttendanceCodePage id={id} purpose="check_in" />;
    if (step === 'check-out-code') return <AttendanceCodePage id={id} purpose="check_out" />;
    if (step === 'edit') return <MendActivity key={id} id={id} />;
    return <StationActivity key={id} id={id} />;
  }
  return <StationHome />;
}
