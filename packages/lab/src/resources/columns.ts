import type { ResourceName } from '../store/resource-types.ts';
import type { Column } from './resource.ts';

export const nameColumn: Column<ResourceName> = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name of the object, unique within its namespace.',
  cell: (object) => object.metadata.name,
};

export const ageColumn: Column<ResourceName> = {
  name: 'Age',
  type: 'string',
  description: 'Time since the object was made.',
  cell: (object, now) => age(object.metadata.creationTimestamp, now),
};

export function age(since: string | undefined, now: Date): string {
  return since === undefined ? '<unknown>' : humanDuration(now.getTime() - Date.parse(since));
}

/** `90s`, `5m30s`, `3h2m`, `2d4h`: as `duration.HumanDuration` of k8s.io/apimachinery writes milliseconds. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60 * 2) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return twoUnits(minutes, 'm', seconds % 60, 's');
  if (minutes < 60 * 3) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return twoUnits(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return twoUnits(days, 'd', hours % 24, 'h');
  if (days < 365 * 2) return `${days}d`;
  const years = Math.floor(days / 365);
  return years < 8 ? twoUnits(years, 'y', days % 365, 'd') : `${years}y`;
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

/** `app=web,tier in (a,b)`, `<none>` for no selector: as kubectl's columns show it. */
export function selectorText(
  selector:
    | {
        matchLabels?: Readonly<Record<string, string>>;
        matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
      }
    | undefined,
): string {
  const equalities = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    const set = `(${[...values].sort().join(',')})`;
    if (operator === 'In') return `${key} in ${set}`;
    if (operator === 'NotIn') return `${key} notin ${set}`;
    return operator === 'Exists' ? key : `!${key}`;
  });
  const all = [...equalities, ...expressions].sort();
  return all.length === 0 ? '<none>' : all.join(',');
}
