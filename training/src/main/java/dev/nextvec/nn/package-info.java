/** Layers: each has a forward pass that keeps what its backward pass needs. */
@NullMarked
package dev.nextvec.nn;

import org.jspecify.annotations.NullMarked;
