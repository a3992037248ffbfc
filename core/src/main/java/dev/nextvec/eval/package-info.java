/** Metrics of predictions on windows: quality, speed and cost. */
@NullMarked
package dev.nextvec.eval;

import org.jspecify.annotations.NullMarked;
