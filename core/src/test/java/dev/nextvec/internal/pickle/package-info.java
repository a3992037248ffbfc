/** Tests of the reader of PyTorch's files. */
@NullMarked
package dev.nextvec.internal.pickle;

import org.jspecify.annotations.NullMarked;
