import { fakerZH_CN as faker } from '@faker-js/faker';
import type { Role } from '../access/index.ts';
import { idFromCause } from '../kit/id.ts';
import { regionLevel } from '../kit/region-code.ts';
import { nationalIdOf, type WeeklyTime } from '../people/index.ts';
import type { Division } from '../regions/index.ts';

/** How big a town to raise. */
export interface TownSize {
  volunteers: number;
  /** Days of past activity. */
  days: number;
}

export interface TownPlan {
  book: number;
  stations: {
    id: string;
    name: string;
    region: string;
    address: string;
    openingHours: WeeklyTime[];
    services: string[];
    clerk: { id: string; phone: string };
  }[];
  merchants: { id: string; name: string; region: string; clerk: { id: string; phone: string } }[];
  /** Who founds organisations without being a volunteer, of the first station's community; the first heads one. */
  neighbours: { name: string; phone: string }[];
  /** Who manages the hub of the street. */
  atHub: { phone: string };
  liaisonOfficer: { phone: string };
  /** First an office for each street with a station, the home street's before the others; then one of each of the rest. */
  officers: { id: string; phone: string; role: Role; scope: string; scopeName: string }[];
  volunteers: {
    id: string;
    name: string;
    phone: string;
    idNumber: string;
    residenceRegion: string;
    skills: string[];
    categories: string[];
    availability: { day: number; from: string; to: string }[];
  }[];
}

/** Enough to found an organisation anywhere, with some to spare. */
const neighbours = 12;

/** The street where the first community volunteers of China signed up, in 1988. */
export const homeStreet = '120101004';

const shops = [
  '津味早点铺',
  '和平路便民超市',
  '新兴里洗衣店',
  '老街理发店',
  '五大道书屋',
  '海河水果店',
];

/**
 * Who lives in the demonstration town. Only the divisions are real; people, phones and shops are made up.
 * The same size gives the same people every time, so raising the town twice changes nothing.
 */
export function planTown(book: number, divisions: Division[], size: TownSize): TownPlan {
  faker.seed(19880318);
  const communities = divisions.filter(({ code }) => code.length === 12);
  const home = communities.filter(({ code }) => code.startsWith(homeStreet));
  const homes = size.volunteers > 500 || home.length === 0 ? communities : home;
  const stationCount = Math.min(homes.length, Math.max(4, Math.ceil(size.volunteers / 2000)));
  const id = (what: string) => idFromCause(`${book}/demo/${what}`);
  // Spread over the list, but the first always stands in the home street, where the demo logins live.
  const sites = [...home, ...homes.filter(({ code }) => !code.startsWith(homeStreet))];
  const stations = Array.from({ length: stationCount }, (_, n) => {
    const site = sites[n % sites.length]!;
    return {
      id: id(`station/${n}`),
      name: `${site.name}学雷锋志愿服务站`,
      region: site.code,
      ...{ address: `${site.name}便民服务大厅`, openingHours: stationHours },
      services: ['志愿者注册', '活动报名', '打印存折'],
      clerk: { id: id(`clerk/${n}`), phone: phoneOf(2, n) },
    };
  });
  return {
    book,
    stations,
    merchants: shops.map((name, n) => ({
      id: id(`merchant/${n}`),
      name,
      region: sites[n % sites.length]!.code,
      clerk: { id: id(`cashier/${n}`), phone: phoneOf(3, n) },
    })),
    officers: planOfficers(
      divisions,
      stations.map(({ region }) => region),
      id,
    ),
    volunteers: Array.from({ length: size.volunteers }, (_, n) => ({
      id: id(`volunteer/${n}`),
      ...personOf(1, n),
      idNumber: idNumberOf(n),
      residenceRegion: homes[n % homes.length]!.code,
      ...offerOf(n),
    })),
    neighbours: Array.from({ length: neighbours }, (_, n) => personOf(11, n)),
    atHub: { phone: phoneOf(12, 0) },
    liaisonOfficer: { phone: phoneOf(10, 0) },
  };
}

/** Somebody with a name and a phone. */
const personOf = (kind: PhoneKind, n: number) => ({
  name: faker.person.fullName().replace(/\s/g, ''),
  phone: phoneOf(kind, n),
});

/** Mornings and afternoons, also on Saturdays. */
const stationHours: WeeklyTime[] = [1, 2, 3, 4, 5, 6].flatMap((day) => [
  { day, from: '08:30', to: '11:30' },
  { day, from: '14:00', to: '17:30' },
]);

/** Who answers for the divisions that the stations stand in; of the levels above and below one each. */
function planOfficers(
  divisions: Division[],
  sites: string[],
  id: (what: string) => string,
): TownPlan['officers'] {
  const names = new Map(divisions.map(({ code, name }) => [code, name]));
  const officer = (kind: PhoneKind, role: Role, scope: string, n = 0) => ({
    ...{ id: id(`${role}/${n}`), phone: phoneOf(kind, n), role, scope },
    scopeName: names.get(scope) ?? scope,
  });
  const streets = [...new Set(sites.map((region) => region.slice(0, 9)))];
  const [community, city] = [sites[0]!, divisions[0]!.code];
  const district = community.slice(0, 6);
  return [
    ...streets.map((street, n) => officer(4, 'street_office', street, n)),
    officer(5, 'residents_committee', community),
    // Some cities have no districts.
    ...(regionLevel(district) === 'district'
      ? [officer(6, 'district_civil_affairs', district)]
      : []),
    officer(7, 'city_civil_affairs', city),
    officer(8, 'security_administrator', city),
    officer(9, 'audit_administrator', city),
  ];
}

const offers = [
  { skills: ['cooking'], categories: ['SC01', 'SC17'] },
  { skills: ['hairdressing'], categories: ['SC17'] },
  { skills: ['teaching', 'languages'], categories: ['SC03', 'SC08'] },
  { skills: ['medical'], categories: ['SC04', 'SC17'] },
  { skills: ['repair', 'technology'], categories: ['SC01', 'SC07'] },
  { skills: [], categories: ['SC06', 'SC10', 'SC11'] },
];

/** What somebody can do, and on which two half days of the week. */
function offerOf(n: number) {
  const [morning, afternoon] = [
    { from: '08:30', to: '11:30' },
    { from: '14:00', to: '17:00' },
  ];
  const availability = [
    { day: 1 + (n % 7), ...morning },
    { day: 1 + ((n + 3) % 7), ...afternoon },
  ];
  return { ...offers[n % offers.length]!, availability };
}

type PhoneKind = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12;

/** 138 kind nnnnnn: easy to type, one block for each kind of login. */
function phoneOf(kind: PhoneKind, n: number): string {
  return `138${String(kind).padStart(2, '0')}${String(n + 1).padStart(6, '0')}`;
}

/** A valid number of somebody who does not exist: grown up, and unlike any other of the town. */
function idNumberOf(n: number): string {
  const year = 1945 + (n % 60);
  const month = 1 + (Math.floor(n / 60) % 12);
  const day = 1 + (Math.floor(n / 720) % 28);
  const serial = Math.floor(n / 20_160) % 1000;
  const date = `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`;
  return nationalIdOf(`120101${date}${String(serial).padStart(3, '0')}`);
}
