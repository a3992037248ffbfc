@NullMarked
package dev.nextvec.internal.rerank;

import org.jspecify.annotations.NullMarked;
