import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { proveLedger } from '../../load-tests/prove/ledger.ts';
import { chooseSeed } from '../../load-tests/prove/random.ts';
import { printProof } from '../../load-tests/prove/report.ts';

t.setTimeout(180_000);

/** The short form of `npm run prove ledger`. One kill more comes at its end, when nothing is under way. */
const kills = 3;

t.test(
  'kills and a broken network lose nothing, double nothing and break no promise',
  async (t) => {
    const scratch = await mkdtemp(join(tmpdir(), 'linli-prove-'));
    // The server may have to run under another account.
    await chmod(scratch, 0o755);
    t.teardown(() => rm(scratch, { recursive: true, force: true, maxRetries: 10 }));
    const seed = chooseSeed();
    t.comment(`SEED=${seed} KILLS=${kills}`);
    const proof = await proveLedger({
      directory: join(scratch, 'postgres'),
      seed,
      kills,
      manner: 'transactions',
      say: (line) => t.comment(line),
    });
    printProof(proof, (line) => t.comment(line));
    t.equal(proof.kills.length, kills + 1);
    for (const { what, wrong } of proof.findings) t.same(wrong.slice(0, 5), [], what);
  },
);
