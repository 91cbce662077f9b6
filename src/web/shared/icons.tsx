import type { ReactNode } from 'react';

const shapes = {
  home: 'M4 11.5 12 5l8 6.5M6.5 10v9h11v-9M10 19v-5h4v5',
  activity: 'M5 6.5h14v13H5zM5 10.5h14M9 4v4M15 4v4M9 15l2 2 4-4',
  code: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 14h2M14 20h2M18 18h2v2h-2z',
  statement: 'M6 4h12v16l-3-2-3 2-3-2-3 2zM9 9h6M9 13h6',
  warning: 'M12 4 21 19.5H3zM12 10v4.5M12 16.9v.2',
  done: 'M4.5 12.5 10 18 20 6.5',
  refused: 'M6 6l12 12M18 6 6 18',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 11v5.5M12 7.6v.2',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  onward: 'M9.5 5.5 16 12l-6.5 6.5',
  place:
    'M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0C5.5 15 12 21 12 21zM12 7.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4',
  time: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 7.5V12l3 2',
  people:
    'M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M3.5 19c0-3 2.5-5 5.5-5s5.5 2 5.5 5M15.5 5.5a2.8 2.8 0 0 1 0 5.2M17 14.4c2 .6 3.5 2.3 3.5 4.6',
  mail: 'M4 6h16v12H4zM4 7l8 6 8-6',
} as const;

export type IconName = keyof typeof shapes;

/** Decoration beside words that say the same; so it is hidden from screen readers. */
export function Icon({ name }: { name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
