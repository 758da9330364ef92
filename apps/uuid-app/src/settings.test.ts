import { expect, test } from 'vitest';
import { readSettings, SettingError } from './settings.ts';

test('without settings it hears on every address, port 8080, as a container needs it', () => {
  expect(readSettings({})).toEqual({ host: '0.0.0.0', port: 8080 });
  expect(readSettings({ HOST: '', PORT: '' })).toEqual({ host: '0.0.0.0', port: 8080 });
});

test.each([
  ['127.77.0.2', '80'],
  ['::1', '0'],
  ['localhost', '65535'],
])('takes HOST %s and PORT %s', (HOST, PORT) => {
  expect(readSettings({ HOST, PORT })).toEqual({ host: HOST, port: Number(PORT) });
});

test.each(['x', '-1', '65536', '8080.5', '1e3', '0x50', ' 80', '99999999999'])(
  'refuses PORT "%s" in one line',
  (PORT) => {
    expect(() => readSettings({ PORT })).toThrow(SettingError);
    expect(() => readSettings({ PORT })).toThrow(/^PORT is .*: use a whole number from 1 to 65535, or 0 .*$/);
  },
);

test.each(['nowhere.example', '256.0.0.1', 'http://127.0.0.1', 'a\nb'])('refuses HOST "%s" in one line', (HOST) => {
  expect(() => readSettings({ HOST })).toThrow(/^HOST is .*: use an IP address .* or localhost$/);
});
