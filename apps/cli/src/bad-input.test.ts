import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUser, type User } from './sticky.fixture.ts';

let user: User;
beforeAll(async () => {
  user = await createUser();
});
afterAll(async () => {
  await user[Symbol.asyncDispose]();
});

/** Wrong use: arguments, and what the line must speak of. */
const wrongUse: readonly (readonly [args: string, says: RegExp])[] = [
  // What to run
  ['deplyo', /unknown command 'deplyo' \(Did you mean deploy\?\)/],
  ['lab', /name a command/],
  ['lab down --context prod', /--context names a cluster, and `sticky lab` is about the lab alone/],
  ['lab fault die rdn6q --kubeconfig prod.yaml', /--kubeconfig names a cluster/],
  ['lab start', /unknown command 'start'/],
  ['status --colour', /unknown option '--colour'/],
  ['status -o yaml', /Allowed choices are table, json/],
  ['scale sticky-d', /missing required argument 'replicas'/],
  ['deploy one two', /too many arguments/],
  // Names
  ['deploy Sticky', /"Sticky" cannot name an App/],
  ['deploy -- -d', /"-d" cannot name an App/],
  ['scale sticky_d 2', /"sticky_d" cannot name an App/],
  ['expose 1st', /"1st" cannot name an App/],
  ['stick ../../default', /cannot name an App/],
  ['unstick a.b', /"a\.b" cannot name an App/],
  ['status \u001b[31mred', /cannot name an App/],
  [`remove ${'x'.repeat(64)}`, /at most 63/],
  ['delete-pod ../services/a', /POD: .* is no name of an object/],
  ['status -n Default', /--namespace: "Default" is no name/],
  // Numbers
  ['scale sticky-d two', /REPLICAS: .* from 0 to 1000/],
  ['scale sticky-d -- -1', /REPLICAS: .* from 0 to 1000/],
  ['scale sticky-d 1001', /REPLICAS: .* from 0 to 1000/],
  ['scale sticky-d 1.5', /REPLICAS: .* from 0 to 1000/],
  ['deploy --replicas many', /--replicas: .* from 0 to 1000/],
  ['deploy --port 0', /--port: .* from 1 to 65535/],
  ['deploy --port 65536', /--port: .* from 1 to 65535/],
  ['expose sticky-d --port http', /--port: .* from 1 to 65535/],
  ['probe http://127.0.0.1/ --odds 1', /--odds: "1" is not a whole number from 2/],
  ['probe http://127.0.0.1/ --max-requests 0', /--max-requests: "0" is not a whole number from 1/],
  ['watch http://127.0.0.1/ --interval 0', /--interval: "0" is not a number from 0\.05/],
  ['watch http://127.0.0.1/ --count 1e3', /--count: "1e3" is not a whole number/],
  // Images, paths, hosts, types
  ['deploy --image Sticky:1', /--image: "Sticky:1" is not an image/],
  ['deploy --image https://registry/a', /--image: .* is a URL/],
  ['deploy --health-path healthz', /--health-path: "healthz" is not a path/],
  ['expose sticky-d --type External', /Allowed choices are ClusterIP, NodePort, LoadBalancer/],
  ['expose sticky-d --host http://sticky.info', /--host: .* give its host alone/],
  ['expose sticky-d --host sticky.info --path shop', /--path: "shop" is not a path/],
  ['expose sticky-d --host a --class Nginx', /--class: "Nginx" is no name/],
  ['expose sticky-d --path /shop', /name it with --host/],
  // Affinities
  ['stick sticky-d --cookie my=key', /--cookie: "my=key" cannot name a cookie/],
  ['stick sticky-d --cookie two words', /too many arguments/],
  ['stick sticky-d --max-age soon', /--max-age: "soon" is not a duration/],
  ['stick sticky-d --max-age 0', /--max-age: .* at least 1s/],
  ['stick sticky-d --strength loose', /Allowed choices are hashed, pinned/],
  ['stick sticky-d --client-address --cookie key', /'--client-address' cannot be used with option '--cookie/],
  ['stick sticky-d --client-address --timeout 2d', /timeout/i],
  ['stick sticky-d --timeout 60s', /--timeout belongs to --client-address/],
  ['stick sticky-d --client-address --host a', /--client-address works on the Service/],
  ['stick sticky-d --browser-session --max-age 60s', /cannot be used with/],
  ['render --no-affinity --cookie key', /'--no-affinity' cannot be used with option '--cookie/],
  ['render --router service-client-ip', /cookie/],
  ['render --strength loose', /Allowed choices/],
  ['render --router nginx', /--router: "nginx" is no router: `sticky routers` lists them/],
  ['render --router service-client-ip --client-address --path /a', /knows no hosts and paths/],
  ['render --header X:User', /--header: "X:User"/],
  ['render --header x-user --cookie key', /cannot be used with/],
  // Documents
  ['read no/such/file.yaml', /no\/such\/file\.yaml: cannot read it: there is no such file or folder/],
  ['migrate broken.yaml', /required option '--to <router>' not specified/],
  ['migrate broken.yaml --to traefic', /--to: "traefic" is no router/],
  ['migrate - --to traefik --write', /--write: standard input is no file/],
  ['lint - --fix', /--fix: standard input is no file/],
  ['lint broken.yaml --config none.yaml', /--config: cannot read none\.yaml/],
  ['lint broken.yaml --fail-on warnings', /Allowed choices are error, warning, note, never/],
  ['read broken.yaml -o sarif', /-o: sarif is for another command/],
  ['routers traefic', /ROUTER: "traefic" is no router/],
  ['render --same-site none', /Allowed choices are None, Lax, Strict/],
  // Addresses
  ['probe', /name an app or an address, or write sticky\.expect\.yaml/],
  ['probe ftp://sticky.info', /is not an address to ask/],
  ['probe http://', /is not an address to ask/],
  ['watch sticky.info', /For an address write http:\/\/sticky\.info/],
  ['probe http://127.0.0.1/ --connect-to 127.0.0.1', /--connect-to: "127\.0\.0\.1" is not HOST:PORT/],
  ['probe http://127.0.0.1/ --connect-to 127.0.0.1:99999', /is not HOST:PORT/],
  ['probe https://127.0.0.1/ --ca no/such/file', /--ca: cannot read no\/such\/file/],
  ['watch https://127.0.0.1/ --ca broken.yaml', /no certificate in PEM/],
  ['probe http://127.0.0.1/ --expect stickyness', /Allowed choices are sticky/],
  ['probe http://127.0.0.1/ --via service', /--via/],
  ['watch http://127.0.0.1/ --route http://sticky.info/', /--route/],
  ['probe http://127.0.0.1/ --report out.pdf', /--report: "out\.pdf" must end in \.html, \.json, \.md, \.xml/],
  ['probe http://127.0.0.1/ --report missing/out.html', /--report: .*missing/],
  // How to probe, and as whom
  ['probe http://127.0.0.1/ --timeout 5', /--timeout: "5" is no delay: write 200ms or 2s/],
  ['probe http://127.0.0.1/ --rate 0', /--rate: "0" is not a number from 0\.01/],
  ['probe http://127.0.0.1/ --follow 21', /--follow: "21" is not a whole number from 0 to 20/],
  [
    'probe http://127.0.0.1/ --experiments everything',
    /"everything" is no experiment\. Allowed choices are all, forged/,
  ],
  ['probe http://127.0.0.1/ --identity uuid', /uuid/],
  ['probe http://127.0.0.1/ --identity header:', /header/],
  ['probe http://127.0.0.1/ --by-header X:User', /--by-header: "X:User" is no name of a header field/],
  ['probe http://127.0.0.1/ --source localhost', /--source: "localhost" is no IP address/],
  ['probe http://127.0.0.1/ --forwarded-for 1.2.3', /--forwarded-for: "1\.2\.3" is no IP address/],
  ['probe http://127.0.0.1/ --header X-A', /--header: write a header field as 'Name: value'/],
  ['probe http://127.0.0.1/ --header Cookie:a-secret-token', /Cookie/],
  ['probe http://127.0.0.1/ --header Authorization:a-secret-token', /--header: .*--bearer or --basic/],
  ['probe http://127.0.0.1/ --bearer a-secret-token', /--bearer: say where it is, env:NAME or file:PATH/],
  ['probe http://127.0.0.1/ --bearer env:NO_SUCH_VARIABLE', /--bearer: the variable NO_SUCH_VARIABLE is not set/],
  ['probe http://127.0.0.1/ --basic file:no/such/file', /--basic: cannot read no\/such\/file/],
  ['probe http://127.0.0.1/ --basic file:broken.yaml --bearer env:A', /cannot be used with/],
  ['probe https://127.0.0.1/ --cert broken.yaml', /--cert and --key belong together/],
  ['probe https://127.0.0.1/ --cert broken.yaml --key broken.yaml', /certificate/],
  [
    'probe http://127.0.0.1/ --proxy http://anna:a-secret-token@proxy:3128',
    /--proxy: give its user and password in HTTPS/,
  ],
  ['probe http://127.0.0.1/ --proxy socks5://proxy:1080', /SOCKS is not spoken/],
  ['probe --expect sticky', /name an app or an address, or write sticky\.expect\.yaml/],
  ['probe --expect-file missing.yaml', /--expect-file: cannot read missing\.yaml/],
  ['status -o junit', /-o: junit is for another command\. Allowed choices are table, json/],
  // The access log
  ['lab log --tail ten', /--tail: "ten" is not a whole number from 0/],
  ['lab log --tail -1', /--tail: "-1" is not a whole number/],
  ['lab log --route Sticky_I', /--route: "Sticky_I" is no name of a route: write sticky-i or default\/sticky-i/],
  ['lab log --route a/b/c', /--route: .* is no name of a route/],
  ['lab log --pod \u001b[2J', /--pod: "\\u001b\[2J" is no name of a pod/],
  ['lab log --session key', /--session: "key" is no id of a session/],
  ['lab log key#1f2e3d4c', /too many arguments/],
  // Faults
  ['lab fault', /name a command/],
  ['lab fault flood', /unknown command 'flood'/],
  ['lab fault latency', /missing required argument 'delay'/],
  ['lab fault latency 200', /DELAY: "200" is no delay: write 200ms or 2s/],
  ['lab fault latency 200ms --share 0.3', /--share: "0\.3" is no share: write 30%/],
  ['lab fault latency 200ms --host sticky.info:80', /--host: /],
  ['lab fault latency 200ms --pod ../x', /--pod: .* is no name of an object/],
  ['lab fault latency 200ms --for 2h', /--for: "2h" is too long: give at most 1h/],
  ['lab fault latency 200ms --for soon', /--for: "soon" is not a duration/],
  ['lab fault error 200', /STATUS: "200" is not a whole number from 400 to 599/],
  ['lab fault hang', /missing required argument 'pod'/],
  ['lab fault hang rdn6q --share 30%', /unknown option '--share'/],
  ['lab fault hang Rdn6q', /POD: "Rdn6q" is no name of an object/],
  ['lab fault die rdn6q --for 10s', /--for says how long to go on killing: say how often with --every/],
  ['lab fault slow-watch 61s', /DELAY: "61s" is no delay: write 200ms or 2s, at most 60s/],
  ['lab fault clear latency', /ID: "latency" is no id of a fault: write one such as latency-1/],
  // Kubeconfigs
  ['status --kubeconfig missing.yaml', /missing\.yaml/],
  ['status --kubeconfig broken.yaml', /broken\.yaml/],
  ['status --kubeconfig empty.yaml', /empty\.yaml/],
  ['status --kubeconfig nothing.yaml --context other', /other/],
  ['status --context nowhere', /kubeconfig/],
];

/** What cannot be reached. */
const notReachable: readonly (readonly [args: string, says: RegExp])[] = [
  ['status', /no lab is running: start it with `sticky lab up`, or name a cluster with --context/],
  ['deploy', /no lab is running/],
  ['probe sticky-d', /no lab is running/],
  ['status --context sticky-lab', /no lab is running/],
  ['lab status', /no lab is running/],
  ['lab kubeconfig', /no lab is running/],
  ['lab log', /no lab is running: start it with `sticky lab up`/],
  ['lab fault latency 200ms', /no lab is running: start it with `sticky lab up`/],
  ['lab fault list', /no lab is running/],
  ['lab fault clear', /no lab is running/],
  ['lab log --follow --session key#1f2e3d4c', /no lab is running/],
  ['status --kubeconfig nothing.yaml', /127\.0\.0\.1:1/],
  ['probe http://127.0.0.1:1/', /ECONNREFUSED/],
];

describe('bad input', () => {
  beforeAll(async () => {
    await writeFile(join(user.home, 'broken.yaml'), 'apiVersion: v1\nclusters: [}\n');
    await writeFile(join(user.home, 'empty.yaml'), '');
    await writeFile(
      join(user.home, 'nothing.yaml'),
      `apiVersion: v1
kind: Config
current-context: nothing
contexts: [{ name: nothing, context: { cluster: nothing, user: nobody } }]
clusters: [{ name: nothing, cluster: { server: 'https://127.0.0.1:1' } }]
users: [{ name: nobody, user: { token: a-secret-token } }]
`,
    );
  });

  it.concurrent.each(wrongUse)('sticky %s: exit 2 and a line that says what to do', async (args, says) => {
    await expectFailure(args, 2, says);
  });

  it.concurrent.each(notReachable)('sticky %s: exit 3 and a line that says what to do', async (args, says) => {
    await expectFailure(args, 3, says);
  });

  it('says where no lab can keep its state', async () => {
    await using other = await createUser();
    await writeFile(join(other.home, 'state'), 'a file where a folder should be');
    expect(await other.sticky('lab', 'up')).toEqual({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/^sticky: cannot write to [^\n]*: choose another state folder\n$/),
    });
    expect(await other.sticky('status')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^sticky: no lab is/),
    });
  });

  it('leaves nothing behind', async () => {
    await user.sticky('deploy');
    expect((await user.files()).sort()).toEqual(['broken.yaml', 'empty.yaml', 'nothing.yaml']);
  });
});

async function expectFailure(args: string, code: number, says: RegExp): Promise<void> {
  const ended = await user.sticky(...args.split(' '));
  expect(ended.stdout).toBe('');
  expect(ended.stderr).toMatch(/^sticky: [^\n]+\n$/);
  expect(ended.stderr).toMatch(says);
  expect(ended.stderr).not.toMatch(/\n {4}at |a-secret-token/);
  expect(ended.stderr).not.toContain('\u001b');
  expect(ended.code).toBe(code);
}
