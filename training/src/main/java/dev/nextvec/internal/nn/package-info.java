/** Layers: each has a forward pass that keeps what its backward pass needs. */
@NullMarked
package dev.nextvec.internal.nn;

import org.jspecify.annotations.NullMarked;
