/**
 * What computes where much must be multiplied: plain Java here, libtorch in the training module.
 */
@NullMarked
package dev.nextvec.internal.engine;

import org.jspecify.annotations.NullMarked;
