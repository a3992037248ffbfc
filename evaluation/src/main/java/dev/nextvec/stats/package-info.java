/** Intervals, paired differences and verdicts: how sure a number is. */
@NullMarked
package dev.nextvec.stats;

import org.jspecify.annotations.NullMarked;
