/** From windows to trained weights: loop, losses, optimiser, schedules, checkpoints. */
@NullMarked
package dev.nextvec.internal.train;

import org.jspecify.annotations.NullMarked;
