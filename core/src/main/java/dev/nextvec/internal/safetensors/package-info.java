/** Files that other tools open: safetensors. */
@NullMarked
package dev.nextvec.internal.safetensors;

import org.jspecify.annotations.NullMarked;
