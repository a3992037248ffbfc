/** The files of a run: what is written, in which order, and who may write. */
@NullMarked
package dev.nextvec.internal.run;

import org.jspecify.annotations.NullMarked;
