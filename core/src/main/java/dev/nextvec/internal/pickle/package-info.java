/**
 * What {@code torch.save} writes, read without running anything: tensors and plain containers, and
 * a refusal by name for all else.
 */
@NullMarked
package dev.nextvec.internal.pickle;

import org.jspecify.annotations.NullMarked;
