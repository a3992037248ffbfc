// A database in memory on the port given, until it is killed.
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const db = await PGlite.create({ extensions: { vector } });
const port = Number(process.argv[2]);
await new PGLiteSocketServer({ db, port, host: '127.0.0.1', maxConnections: 20 }).start();
console.log('ready');
