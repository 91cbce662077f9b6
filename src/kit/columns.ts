import { customType, timestamp } from 'drizzle-orm/pg-core';

/** A `bytea` column. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/** A point in time, with its zone. */
export const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
