/** What the HTTP contract says of stations and of liaison officers, in its own words. */
export const stationItems = ['venue', 'team', 'projects', 'facilities', 'rules', 'signs'] as const;
export type StationItem = (typeof stationItems)[number];

export interface Station {
  id: string;
  name: string;
  region: string;
  regionName: string;
  state: 'preparing' | 'open' | 'suspended' | 'closed';
  reason: string | null;
  address: string | null;
  /** WGS84. */
  place: { latitude: number; longitude: number } | null;
  openingHours: { day: number; from: string; to: string }[];
  openNow: boolean;
  services: string[];
  phone: string | null;
  met: StationItem[];
  /** Counts changes; sent back, so that nobody overwrites what they have not seen. */
  version: number;
  may: string[];
}

interface Counts {
  communities: number;
  covered: number;
}

/** A page of communities, with the counts of the whole. */
export interface Coverage extends Counts {
  missing: number;
  parts: (Counts & { region: string; regionName: string })[];
  items: {
    region: string;
    regionName: string;
    officers: { id: string; phone: string; from: string; to: string | null }[];
  }[];
  nextCursor: string | null;
}
