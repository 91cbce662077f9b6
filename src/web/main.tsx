// Before the faces: their style sheets refine these.
import './shared/tokens.css';
import './shared/base.css';
import './shared/shell.css';
import './shared/parts.css';
import './shared/lists.css';
import './shared/forms.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startWords } from './i18n/index.ts';
import { startSession } from './shared/session.ts';

async function start(root: HTMLElement): Promise<void> {
  await startWords();
  startSession();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has lost its #root');
void start(root);
