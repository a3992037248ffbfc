/** Measures predictors on windows, and keeps what was measured. */
@NullMarked
package dev.nextvec.internal.eval;

import org.jspecify.annotations.NullMarked;
