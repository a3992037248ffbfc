/** Why a predictor scores as it does: direction, order, rollout, errors, attention. */
@NullMarked
package dev.nextvec.internal.diagnose;

import org.jspecify.annotations.NullMarked;
