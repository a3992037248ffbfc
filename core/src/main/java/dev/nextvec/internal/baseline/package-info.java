/** Predictors that are fitted in closed form, or not at all. */
@NullMarked
package dev.nextvec.internal.baseline;

import org.jspecify.annotations.NullMarked;
