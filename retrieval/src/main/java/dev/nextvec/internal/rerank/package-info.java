/** Orders the first candidates of a search anew, by a small network that was fitted to do so. */
@NullMarked
package dev.nextvec.internal.rerank;

import org.jspecify.annotations.NullMarked;
