/** Vectors in rows: where they lie, how they are stored, whether they are sound. */
@NullMarked
package dev.nextvec.vector;

import org.jspecify.annotations.NullMarked;
