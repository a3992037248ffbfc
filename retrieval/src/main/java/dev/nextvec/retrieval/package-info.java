/** Finds the chunks of a corpus that come next after some others. */
@NullMarked
package dev.nextvec.retrieval;

import org.jspecify.annotations.NullMarked;
