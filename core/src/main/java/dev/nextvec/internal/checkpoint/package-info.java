/** Weights that were trained elsewhere: finding them in a file, and what network they are of. */
@NullMarked
package dev.nextvec.internal.checkpoint;

import org.jspecify.annotations.NullMarked;
