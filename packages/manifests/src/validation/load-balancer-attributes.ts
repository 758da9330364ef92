import { quote } from '../rules/quote.ts';
import { type Range, rangeIssue } from '../rules/range.ts';

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html

const AGE: Range = { what: "The cookie's age in seconds", from: 1, to: 604_800 };
const RESERVED = ['AWSALB', 'AWSALBAPP', 'AWSALBTG'];
const TYPES = { alb: ['lb_cookie', 'app_cookie'], nlb: ['source_ip', 'source_ip_dest_ip', 'source_ip_dest_ip_proto'] };

/** What to do about `key=value,…` of a target group, or undefined when AWS takes what it says of stickiness. */
export function loadBalancerAttributes(balancer: 'alb' | 'nlb', text: string): string | undefined {
  const pairs = text.split(',').map((entry) => entry.trim());
  const odd = pairs.find((entry) => !/^[a-z0-9_.]+=[^=]*$/.test(entry));
  if (odd !== undefined) return `${quote(odd)} does not fit: write NAME=VALUE, several with "," in between.`;
  const attributes = new Map(
    pairs.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );

  const enabled = attributes.get('stickiness.enabled');
  if (enabled !== undefined && enabled !== 'true' && enabled !== 'false') {
    return `stickiness.enabled is ${quote(enabled)}: write true or false.`;
  }
  const type = attributes.get('stickiness.type');
  if (type !== undefined && !TYPES[balancer].includes(type)) {
    return `stickiness.type is ${quote(type)}: use one of ${TYPES[balancer].join(', ')}.`;
  }
  for (const kind of ['lb_cookie', 'app_cookie']) {
    const age = attributes.get(`stickiness.${kind}.duration_seconds`);
    const issue = age === undefined ? undefined : rangeIssue(AGE, /^\d+$/.test(age) ? Number(age) : Number.NaN);
    if (issue !== undefined) return issue;
  }
  const name = attributes.get('stickiness.app_cookie.cookie_name');
  if (type === 'app_cookie' && !name)
    return 'stickiness.type=app_cookie needs stickiness.app_cookie.cookie_name: name the cookie of the app.';
  if (name !== undefined && RESERVED.includes(name))
    return `${quote(name)} is a name that AWS keeps for itself: use another.`;
  return undefined;
}
