/**
 * Proves a property of the running system: `npm run prove ledger`.
 *
 *   ledger   kills and broken networks: nothing lost, nothing doubled (prove/ledger.ts)
 *
 * Environment: SEED repeats the choices of an earlier run (moments still depend on the machine), KILLS sets how
 * many, 24; MANNER=statements posts without transactions (prove/lines.ts). Exit code 1 on any breach.
 */
import { fileURLToPath } from 'node:url';
import { proveLedger } from './prove/ledger.ts';
import { chooseSeed } from './prove/random.ts';
import { printProof } from './prove/report.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);
const proofs: Record<string, () => Promise<boolean>> = {
  async ledger() {
    const [seed, kills] = [chooseSeed(), Number(process.env.KILLS ?? 24)];
    const directory = fileURLToPath(new URL('../.data/prove', import.meta.url));
    const manner = process.env.MANNER === 'statements' ? 'statements' : 'transactions';
    say(`SEED=${seed} KILLS=${kills} MANNER=${manner} npm run prove ledger`);
    return printProof(await proveLedger({ directory, seed, kills, manner, say }), say);
  },
};

const proof = proofs[process.argv[2] ?? ''];
if (!proof) {
  say(`npm run prove <what>; what is one of: ${Object.keys(proofs).join(', ')}`);
  process.exitCode = 1;
} else {
  process.exitCode = (await proof()) ? 0 : 1;
}
