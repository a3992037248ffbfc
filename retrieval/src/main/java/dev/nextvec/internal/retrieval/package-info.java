/** Indexes in Lucene, ways of asking them, and measuring which way finds the true next chunk. */
@NullMarked
package dev.nextvec.internal.retrieval;

import org.jspecify.annotations.NullMarked;
