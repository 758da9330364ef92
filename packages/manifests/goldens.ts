// Writes what migrate gives now into the goldens: `node goldens.ts [NAME…]`. Read the difference before you keep it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldens } from './golden-files.ts';
import { renderMigrationMarkdown } from './src/index.ts';

const asked = process.argv.slice(2);
for (const { name, folder, migrate } of goldens()) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const migration = migrate();
  writeFileSync(join(folder, 'after.yaml'), migration.files[0]?.text ?? '');
  writeFileSync(join(folder, 'table.md'), renderMigrationMarkdown(migration));
}
