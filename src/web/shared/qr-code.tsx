import { type ReactNode, useMemo } from 'react';
import { encode } from 'uqr';

/** Two light squares of its own; the white card or page around it completes the quiet zone. */
export function QrCode({ text, label }: { text: string; label: string }): ReactNode {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { ecc: 'M', border: 2 });
    const squares = data.flatMap((row, y) =>
      row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')),
    );
    return { size, path: squares.join('') };
  }, [text]);

  return (
    <svg
      className="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
      data-testid="qr-code"
      data-text={text}
    >
      <path d={path} />
    </svg>
  );
}
