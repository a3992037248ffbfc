/** What was measured of a predictor on windows: quality, ranks, speed and cost. */
@NullMarked
package dev.nextvec.eval;

import org.jspecify.annotations.NullMarked;
