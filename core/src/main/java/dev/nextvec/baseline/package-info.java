/** Predictors that are fitted in closed form, or not at all. */
@NullMarked
package dev.nextvec.baseline;

import org.jspecify.annotations.NullMarked;
