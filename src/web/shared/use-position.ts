import { useState } from 'react';

/** Where the device is, in the datum every browser answers in. */
export interface Position {
  latitude: number;
  longitude: number;
  accuracyMetres: number;
  datum: 'WGS84';
}

export type PositionFailure = 'denied' | 'unavailable' | 'timeout' | 'insecure';

const waitMilliseconds = 20_000;

/** Asks for the position once, when told to; says why there is none. */
export function usePosition(): {
  locate: () => Promise<Position | null>;
  locating: boolean;
  failure: PositionFailure | null;
} {
  const [locating, setLocating] = useState(false);
  const [failure, setFailure] = useState<PositionFailure | null>(null);

  const locate = async (): Promise<Position | null> => {
    setLocating(true);
    setFailure(null);
    try {
      return await currentPosition();
    } catch (reason) {
      setFailure(reason as PositionFailure);
      return null;
    } finally {
      setLocating(false);
    }
  };

  return { locate, locating, failure };
}

function currentPosition(): Promise<Position> {
  return new Promise((resolve, reject: (failure: PositionFailure) => void) => {
    if (!isSecureContext || navigator.geolocation === undefined) return reject('insecure');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          latitude: coords.latitude,
          longitude: coords.longitude,
          accuracyMetres: Math.ceil(coords.accuracy),
          datum: 'WGS84',
        }),
      ({ code }) => reject(code === 1 ? 'denied' : code === 3 ? 'timeout' : 'unavailable'),
      { enableHighAccuracy: true, timeout: waitMilliseconds, maximumAge: 0 },
    );
  });
}
